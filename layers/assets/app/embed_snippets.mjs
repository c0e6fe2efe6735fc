// The form of embed.html: the code to copy, for the page, address and options chosen.

const COPIED_MS = 2000;

/** Address of a folder, with a scheme and a slash at its end. */
export function folderUrl(text) {
  const address = text.trim();
  if (!address) return "";
  const whole = /^[a-z]+:\/\//i.test(address) ? address : `https://${address}`;
  return whole.endsWith("/") ? whole : `${whole}/`;
}

/** "?date=2017-07-10&theme=dark" of [name, value] pairs, without empty values. */
export function queryString(pairs) {
  const parameters = new URLSearchParams(pairs.filter(([, value]) => value));
  return `${parameters}` ? `?${parameters}` : "";
}

/** `template` with addresses in place of {page} and {poster}, escaped for HTML. */
export function filledSnippet(template, { folder, file, query }) {
  const places = { page: file + query, poster: "poster.png" };
  return template.replace(/\{(page|poster)\}/g, (_, name) =>
    `${folder}${places[name]}`.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
  );
}

/** Connect the form of the page in `root`. */
export function startSnippets(root) {
  const form = root.querySelector("form");
  const boxes = [...root.querySelectorAll("[data-template]")];
  const frames = [...root.querySelectorAll("iframe")];
  const status = root.querySelector("[role=status]");
  let latest = ""; // query that the frames show

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
        // Some browsers let no page from disk write to the clipboard.
        getSelection().selectAllChildren(box);
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
