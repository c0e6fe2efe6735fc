// Names that are written from right to left, or turn the writing, beside figures that are not.

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const [POP, END] = ["\u202c", "\u2069"]; // end an embedding or override, and an isolate
const EMBEDDINGS = "\u202a\u202b\u202d\u202e";
const ISOLATES = "\u2066\u2067\u2068";
const [, , FIRST_STRONG] = ISOLATES;
const UNCHANGED = ["key", "url"]; // these go to files and addresses

/** `text` with every turn that it begins ended, and none ended that it did not begin (UAX 9). */
export function closeIsolates(text) {
  const open = [];
  let result = "";
  for (const letter of text) {
    if (letter === POP && open.at(-1) !== POP) continue;
    if (letter === END && !open.includes(END)) continue;
    if (letter === POP) open.pop();
    else if (letter === END)
      open.length = open.lastIndexOf(END); // and what was begun within it
    else if (EMBEDDINGS.includes(letter)) open.push(POP);
    else if (ISOLATES.includes(letter)) open.push(END);
    result += letter;
  }
  return result + open.reverse().join("");
}

/** `text` as it can stand in a sentence: figures beside it keep their order. */
export const isolate = (text) =>
  RIGHT_TO_LEFT.test(text) ? `${FIRST_STRONG}${closeIsolates(text)}${END}` : text;

/** A reviver that isolates the texts of `json`; undefined where there is nothing to isolate. */
export function isolatingReviver(json) {
  if (!RIGHT_TO_LEFT.test(json)) return undefined;
  return (name, value) =>
    typeof value === "string" && !UNCHANGED.includes(name) ? isolate(value) : value;
}
