// embed.html: what to copy, for the page, the address and the words that the form says.

const COPIED_MS = 2000;

/** The address of a folder as it is told: with a scheme, and a slash at its end. */
export function folderUrl(text) {
  const address = text.trim();
  if (!address) return "";
  const whole = /^[a-z]+:\/\//i.test(address) ? address : `https://${address}`;
  return whole.endsWith("/") ? whole : `${whole}/`;
}

/** "?date=2017-07-10&theme=dark" of [name, word] pairs, without those that say nothing. */
export function queryString(pairs) {
  const parameters = new URLSearchParams(pairs.filter(([, value]) => value));
  return `${parameters}` ? `?${parameters}` : "";
}

/** `template` with addresses in place of {page}, {map} and {poster}, as HTML writes them. */
export function filledSnippet(template, { folder, file, query }) {
  const places = { page: file + query, map: `map.html${query}`, poster: "poster.png" };
  return template.replace(/\{(page|map|poster)\}/g, (_, name) =>
    `${folder}${places[name]}`.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
  );
}

/** Makes the form of the page in `root` work. */
export function startSnippets(root) {
  const form = root.querySelector("form");
  const boxes = [...root.querySelectorAll("[data-template]")];
  const frames = [...root.querySelectorAll("iframe")];
  const status = root.querySelector("[role=status]");
  let latest = ""; // what the frames show

  function write() {
    const { page, folder, date, theme, still, chart } = form.elements;
    const query = queryString([
      ["date", date.value.trim()],
      ["theme", theme.value],
      ["static", still.checked && "1"],
      ["chart", chart.checked && "0"],
    ]);
    const values = { folder: folderUrl(folder.value), file: page.value, query };
    for (const box of boxes) box.textContent = filledSnippet(box.dataset.template, values);
    if (latest === query) return;
    for (const frame of frames) {
      const file = frame.getAttribute("src").split("?")[0];
      frame.src = file + query;
    }
    latest = query;
  }

  for (const button of root.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const box = document.getElementById(button.value);
      try {
        await navigator.clipboard.writeText(box.textContent);
        status.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(box); // some browsers let no page from disk write there
        status.textContent = "Selected: copy it with your keyboard";
      }
      setTimeout(() => (status.textContent = ""), COPIED_MS);
    });
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", write);
  form.elements.folder.addEventListener("input", write);
  write();
}
