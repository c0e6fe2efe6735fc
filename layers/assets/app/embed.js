// Gives frames that are marked data-controlmap the height of the page inside. For the server of the
// page around them, where that page runs no scripts but its own.
(() => {
  const frames = () => [...document.querySelectorAll("iframe[data-controlmap]")];
  const ask = (frame) => frame.contentWindow.postMessage({ controlmap: "grow" }, "*");
  addEventListener("message", ({ source, data }) => {
    const frame = frames().find((one) => one.contentWindow === source);
    if (!frame || !data) return;
    if (data.controlmap === "ready") ask(frame);
    if (data.controlmap === "height") frame.style.height = `${data.height}px`;
  });
  frames().forEach(ask); // those that were ready before this script was
})();
