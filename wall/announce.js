// What a screen reader hears: politely, bundled, at most one message every few seconds.

import { t } from "./i18n.js";

const PAUSE = 4_000;

export class Announcer {
  constructor(region, { pause = PAUSE, later = (work, after) => setTimeout(work, after) } = {}) {
    Object.assign(this, { region, pause, later });
    this.waiting = new Map();
    this.free = true;
  }

  /** `[key, values]`, or a text. What is said twice meanwhile is added up. */
  say(...told) {
    for (const one of told) {
      const [key, values] = typeof one === "string" ? [one, null] : one;
      const id = JSON.stringify([key, { ...values, n: 0 }]);
      const had = this.waiting.get(id);
      if (had && values && typeof values.n === "number" && key.startsWith("news.")) had[1] = { ...values, n: had[1].n + values.n };
      else this.waiting.set(id, [key, values]);
    }
    if (this.free) this.flush();
  }

  flush() {
    if (!this.waiting.size) return;
    const sentences = [...this.waiting.values()].slice(0, 6).map(([key, values]) => (values ? t(key, values) : key));
    this.waiting.clear();
    this.free = false;
    this.region.textContent = sentences.join(t("list.join"));
    this.later(() => {
      this.free = true;
      this.flush();
    }, this.pause);
  }
}

/** Something that changes often, such as a count of voters: told at once, then at most every so often, always as it is then. */
export class Ticker {
  constructor(say, { pause = 15_000, later = (work, after) => setTimeout(work, after) } = {}) {
    Object.assign(this, { say, pause, later });
    this.free = true;
    this.last = null;
    this.next = null;
  }

  /** `told`: sentences; null: what was to be told is not so any more. */
  tell(told) {
    this.next = told;
    if (this.free) this.flush();
  }

  flush() {
    const key = JSON.stringify(this.next);
    if (!this.next || key === this.last) return;
    this.say(...this.next);
    this.last = key;
    this.next = null;
    this.free = false;
    this.later(() => {
      this.free = true;
      this.flush();
    }, this.pause);
  }
}
