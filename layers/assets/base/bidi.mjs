// Names in right-to-left scripts, or with direction controls, beside numbers.

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/;
const [POP, END] = ["\u202c", "\u2069"]; // end an embedding or override, and an isolate
const EMBEDDINGS = "\u202a\u202b\u202d\u202e";
const ISOLATES = "\u2066\u2067\u2068";
const [, , FIRST_STRONG] = ISOLATES;
const UNCHANGED = ["key", "url"]; // keys and addresses go to files

/** `text` with every embedding and isolate closed, and no closing sign too many (UAX 9). */
export function closeIsolates(text) {
  const open = [];
  let result = "";
  for (const letter of text) {
    if (letter === POP && open.at(-1) !== POP) continue;
    if (letter === END && !open.includes(END)) continue;
    if (letter === POP) open.pop();
    else if (letter === END)
      open.length = open.lastIndexOf(END); // closes what was opened within it
    else if (EMBEDDINGS.includes(letter)) open.push(POP);
    else if (ISOLATES.includes(letter)) open.push(END);
    result += letter;
  }
  return result + open.reverse().join("");
}

/** `text` for use in a sentence: numbers beside it keep their order. */
export const isolate = (text, turning = RIGHT_TO_LEFT) =>
  turning.test(text) ? `${FIRST_STRONG}${closeIsolates(text)}${END}` : text;

/**
 * A JSON reviver that isolates the texts of `json`; undefined if nothing needs isolating. On a page
 * from `right` to left only direction controls do: a line of isolates alone has no direction.
 */
export function isolatingReviver(json, right = false) {
  const turning = right ? CONTROLS : RIGHT_TO_LEFT;
  if (!turning.test(json)) return undefined;
  return (name, value) =>
    typeof value === "string" && !UNCHANGED.includes(name) ? isolate(value, turning) : value;
}
