// The interface's language: strings from /strings/LANG.json, numbers and times by Intl.

/** Languages there are strings for, by what their speakers call them. */
export const LANGUAGES = { en: "English", es: "Español", ja: "日本語", pt: "Português", zh: "中文" };
const TAGS = { en: "en", es: "es", ja: "ja", pt: "pt-BR", zh: "zh-Hans" };

let strings = {};
let language = "en";
let plurals, numbers, relative;
const clocks = new Map();

/** The first of these that there are strings for. */
export function pick(...wanted) {
  for (const one of wanted) {
    const short = String(one ?? "").slice(0, 2).toLowerCase();
    if (short in LANGUAGES) return short;
  }
  return "en";
}

/** Fetches a language's strings; keeps those that are there where it cannot. */
export async function speak(wanted) {
  const answer = await fetch(`/strings/${wanted}.json`);
  if (!answer.ok) throw new Error(`no strings for ${wanted}: ${answer.status}`);
  strings = await answer.json();
  language = wanted;
  const tag = TAGS[wanted];
  plurals = new Intl.PluralRules(tag);
  numbers = new Intl.NumberFormat(tag);
  relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  clocks.clear();
  document.documentElement.lang = tag;
}

export const spoken = () => language;

/** A string with its values. A number chooses the plural; a text of somebody keeps its own direction. */
export function t(key, values = {}) {
  let text = strings[key] ?? key;
  if (typeof text === "object") text = text[plurals.select(values.n ?? 0)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    if (typeof value === "number") return numbers.format(value);
    return value === undefined ? "" : `\u2068${value}\u2069`;
  });
}

export const number = (n) => numbers.format(n);

function clock(zone, options) {
  const key = zone + JSON.stringify(options);
  let found = clocks.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat(TAGS[language], { timeZone: zone, ...options });
    } catch {
      found = new Intl.DateTimeFormat(TAGS[language], options);
    }
    clocks.set(key, found);
  }
  return found;
}

/** 15:05, in the session's time zone. */
export const hour = (instant, zone) => said(instant, clock(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));

/** Wednesday 11 December at 16:05, in the session's time zone. */
export const day = (instant, zone) => said(instant, clock(zone, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));

/** Wednesday 11 December 2024, in the session's time zone; null where that is not known. A date without a time is that day everywhere. */
export const date = (instant, zone) => (Number.isNaN(Date.parse(instant ?? "")) ? null : said(instant, clock(instant.length === 10 ? "UTC" : zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" })));

/** No time is no reason to show nothing else. */
const said = (instant, format) => (Number.isNaN(Date.parse(instant)) ? "–" : format.format(Date.parse(instant)));

/** How long ago, in words. */
export function ago(seconds) {
  if (seconds < 5) return t("now");
  if (seconds < 90) return relative.format(-Math.round(seconds), "second");
  if (seconds < 5400) return relative.format(-Math.round(seconds / 60), "minute");
  return relative.format(-Math.round(seconds / 3600), "hour");
}

/** 4:07, or 1:04:07. */
export function countdown(seconds) {
  const whole = Math.ceil(seconds);
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
