// Sets the height of frames marked data-controlmap to that of the page inside. For the server of
// the page around them, if its policy allows only its own scripts.
(() => {
  const frames = () => [...document.querySelectorAll("iframe[data-controlmap]")];
  const ask = (frame) => frame.contentWindow.postMessage({ controlmap: "grow" }, "*");
  addEventListener("message", ({ source, data }) => {
    const frame = frames().find((one) => one.contentWindow === source);
    if (!frame || !data) return;
    if (data.controlmap === "ready") ask(frame);
    if (data.controlmap === "height") frame.style.height = `${data.height}px`;
  });
  frames().forEach(ask); // those that were ready before this script
})();
