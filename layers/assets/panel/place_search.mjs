// Search of places by name, however people type it.

// Accents, apostrophes for letters that Latin lacks, direction marks.
const MARKS = /[\p{M}\p{Cf}'’‘`ʿʾ]/gu;
// "al-", "asch-", "Ель-", and "ال" before a word of three letters or more.
const ARTICLE = /(^|\s)(?:(?:[ae](?:[lrsdtnz]|sh|sch)|е[лрсдтнзш]ь?)\s|ال(?=\p{L}{3}))/gu;
// Letters of Arabic that people type for one another.
const ALIKE = { ة: "ه", ى: "ي" };
const BETWEEN = /[\s\-‐‑–_]+/g;

/** `name` without case, accents, hyphens and the Arabic article, in any script. */
export function normalizeName(name) {
  const plain = name.normalize("NFD").replace(MARKS, "").toLowerCase().replace(BETWEEN, " ");
  const typed = plain.replace(/[ةى]/g, (letter) => ALIKE[letter]);
  return ` ${typed.trim()} `.replace(ARTICLE, "$1").trim();
}

/**
 * The name in `names` that was `typed`: the name itself, else the first that begins with it, else
 * that has a word that does, else that contains it. Null if there is none.
 */
export function findPlace(names, typed) {
  const part = normalizeName(typed);
  if (!part) return null;
  const known = names.map((name) => [name, normalizeName(name)]);
  const matchers = [
    (name) => name === part,
    (name) => name.startsWith(part),
    (name) => name.includes(` ${part}`),
    (name) => name.includes(part),
  ];
  for (const matches of matchers) {
    const match = known.find(([, name]) => matches(name));
    if (match) return match[0];
  }
  return null;
}
