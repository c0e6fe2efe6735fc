// Messages, numbers, dates and lists in the reader's language. English is in the code; the messages
// of another language come with the page (layers/language.py).

const ENGLISH = { tag: "en-GB", messages: {} };
const LATIN = /[A-Za-z\u00c0-\u024f]/;
const ISOLATE = ["\u2068", "\u2069"]; // isolate a text: it keeps its own direction
const RIGHT_MARK = "\u200f"; // a line that begins with it runs from right to left
const [FIRST_PLAIN, LAST_PLAIN] = [1000, 9999]; // years that are written without an era
const SHORT = { day: "numeric", month: "short" };
const LONG = { day: "numeric", month: "long", year: "numeric" };
const MONTH = { month: "long", year: "numeric" };

let activeLanguage = ENGLISH;
const formatters = new Map(); // cached, since creating one takes longer than using it

/** Set the language of all texts, as Python writes it; null for English. */
export function setLanguage(language) {
  activeLanguage = language ?? ENGLISH;
  formatters.clear();
}

/** Code of the reader's language. */
export const languageCode = () => activeLanguage.tag.slice(0, 2);

/** True where lines run from right to left. */
export const isRightToLeft = () => activeLanguage.right === true;

/** True where readers may count in miles. */
export const isEnglish = () => languageCode() === "en";

/** `text` in the reader's language, with `values` in place of their {names}. */
export function phrase(text, values) {
  const translated = activeLanguage.messages[text] ?? text;
  return values ? fillPlaceholders(translated, values) : translated;
}

/** `singular`, `several` or another plural form, by `count`; `shown` is the number as text, {n}. */
export function plural(
  singular,
  several,
  count,
  { shown = formatNumber(count), kind, ...values } = {},
) {
  const forms = activeLanguage.messages[singular] ?? { one: singular, other: several };
  const category = kind ?? formatter("PluralRules", {}).select(count);
  return fillPlaceholders(forms[category] ?? forms.other ?? several, { n: shown, ...values });
}

function fillPlaceholders(text, values) {
  const value = (placeholder, name) => isolateLatin(String(values[name] ?? placeholder));
  return markDirection(text.replace(/\{(\w+)\}/g, value));
}

/** A part of a line: in one from right to left, a Latin name would reorder signs and numbers. */
const isolateLatin = (text) =>
  activeLanguage.right && LATIN.test(text) ? ISOLATE.join(text) : text;

/** A line that begins with an isolate has no letter of its own to set its direction. */
const markDirection = (line) => (line.startsWith(ISOLATE[0]) ? RIGHT_MARK + line : line);

/** Parts of a line with `separator` between them. */
export const joinParts = (parts, separator) =>
  parts.length > 1 ? markDirection(parts.map(isolateLatin).join(separator)) : (parts[0] ?? "");

function formatter(kind, options) {
  const key = kind + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl[kind](activeLanguage.tag, options));
  return formatters.get(key);
}

/** "109,361", "4.02": a number with at least `least` and at most `most` decimals. */
export function formatNumber(value, most = 6, least = 0) {
  const isZero = Math.abs(value) < 0.5 * 10 ** -most; // no "-0"
  return numberFormatter(most, least).format(isZero ? 0 : value);
}

/** Plural category of a number with these decimals: "one" for 1, but not for 1.00. */
export function pluralCategory(value, most = 6, least = 0) {
  return formatter("PluralRules", fractionDigits(most, least)).select(value);
}

const fractionDigits = (most, least) => ({
  minimumFractionDigits: least,
  maximumFractionDigits: most,
});

// Called at each step, so its key needs no JSON.
function numberFormatter(most, least) {
  const key = most * 32 + least;
  if (!formatters.has(key))
    formatters.set(key, new Intl.NumberFormat(activeLanguage.tag, fractionDigits(most, least)));
  return formatters.get(key);
}

/** A number in two significant digits. */
export const roughNumber = (value) =>
  formatter("NumberFormat", { maximumSignificantDigits: 2 }).format(value);

/** "a, b and c". */
export const formatList = (parts) => formatter("ListFormat", {}).format(parts);

const formatDate = (day, options) =>
  formatter("DateTimeFormat", { ...options, calendar: "gregory", timeZone: "UTC" }).format(
    Math.floor(day) * 86400000,
  );

const yearOf = (day) => new Date(Math.floor(day) * 86400000).getUTCFullYear();
const isPlainYear = (year) => year >= FIRST_PLAIN && year <= LAST_PLAIN;

/** A label that begins with a day of the month: French has an ordinal for the first. */
const withFirstDay = (label) =>
  activeLanguage.first ? label.replace(/^1(?=\s)/, activeLanguage.first) : label;

/** A date with its year, and its era if the year needs one. */
function dateWithYear(day, options) {
  const year = yearOf(day);
  if (isPlainYear(year)) return withFirstDay(formatDate(day, options));
  const bare = { ...options, year: undefined };
  return phrase("{date} {year}", {
    date: withFirstDay(formatDate(day, bare)),
    year: yearLabel(year),
  });
}

/** "8 July 2024", of a day since 1970-01-01. */
export const longDate = (day) => dateWithYear(day, LONG);

/** "July 2024". */
export const monthLabel = (day) => dateWithYear(day, MONTH);

/** `label` of a month as it stands in a date: Ukrainian has another case there. */
export function monthInDate(day, label) {
  const month = (options) =>
    formatter("DateTimeFormat", { ...options, calendar: "gregory", timeZone: "UTC" })
      .formatToParts(Math.floor(day) * 86400000)
      .find(({ type }) => type === "month").value;
  return label.replace(month({ month: "long" }), month(LONG));
}

/** "8 July". */
export const dayInYear = (day) => withFirstDay(formatDate(day, { day: "numeric", month: "long" }));

/** "July". */
export const monthInYear = (day) => formatDate(day, { month: "long" });

/** "8 Jul", "Jul": short, for an axis. */
export const shortDay = (day) => withFirstDay(formatDate(day, SHORT));
export const shortMonth = (day) => formatDate(day, { month: "short" });
export const dayOfMonth = (day) => formatDate(day, { day: "numeric" });

/** "1815", "323 BCE"; with `era`, early years have CE too. */
export function yearLabel(year, era = false) {
  const digits = formatter("NumberFormat", { useGrouping: false }).format(
    year < 1 ? 1 - year : year,
  );
  if (year < 1) return phrase("{year} BCE", { year: digits });
  return era && year < FIRST_PLAIN ? phrase("{year} CE", { year: digits }) : digits;
}
