// What both pages share: strings, the line to the server, the clock, banner, settings, announcements.

import { el, put, set } from "./dom.js";
import { ago, countdown, hour, LANGUAGES, pick, speak, spoken, t } from "./i18n.js";
import { ballot, left, news } from "./store.js";
import { Announcer, Ticker } from "./announce.js";
import { Link } from "./link.js";
import { framed } from "./motion.js";
import { prefer, prefs, SIZES, wear } from "./prefs.js";
import { figure } from "./screens.js";

/** How long the server may be quiet before the page says so. */
const PATIENCE = 3_000;

export class App {
  /** `build(app)` makes the page's views and returns `{ update(state), tick?(now), gone?() }`. `over(state)` adds what is on its way. */
  constructor({ build, over = (state) => state, onServer = () => {}, onLine = () => {} }) {
    Object.assign(this, { make: build, over, onServer, onLine });
    this.root = document.getElementById("app");
    this.status = document.getElementById("status");
    this.announcer = new Announcer(this.status);
    this.voting = new Ticker((...told) => this.announcer.say(...told));
    this.marks = new Set();
    this.line = { good: true, heard: Date.now(), status: 0 };
    this.render = framed(() => this.draw());
  }

  async start() {
    wear();
    const asked = new URLSearchParams(location.search).get("lang");
    const wanted = asked ?? prefs.language ?? document.documentElement.dataset.language;
    try {
      await speak(pick(wanted, ...navigator.languages));
    } catch {
      await speak("en").catch(() => {});
    }
    this.build();
    this.link = new Link({
      onState: (state) => this.arrived(state),
      onLine: (good, status) => {
        const was = this.line;
        this.line = { good, status, heard: good ? Date.now() : was.heard };
        if (good !== was.good) this.onLine(good);
        this.banner();
      },
    });
    this.link.start();
    addEventListener("online", () => this.link.hurry());
    document.addEventListener("visibilitychange", () => !document.hidden && this.link.hurry());
    setInterval(() => this.tick(), 500);
  }

  build() {
    this.view?.gone?.();
    this.trouble = el("section", { class: "banner", hidden: true, "aria-label": t("line.title") }, el("span", { class: "sign", "aria-hidden": "true", text: "⚠" }), (this.troubleText = el("span", { dir: "auto" })));
    this.off = el("section", { class: "off", hidden: true, "aria-label": t("vote.off") }, el("p", { text: t("vote.off") }));
    this.view = this.make(this);
    this.root.replaceChildren(this.trouble, this.off, ...this.view.nodes);
    put(document.querySelector(".skip"), t("skip"));
    this.said = null;
    if (this.state) this.draw();
    this.tick();
  }

  /** Changes the language, and builds the page anew in it. */
  async speak(language) {
    try {
      await speak(language);
      prefer({ language });
    } catch {
      return;
    }
    this.build();
    document.getElementById("language")?.focus();
  }

  arrived(state) {
    const before = this.state;
    this.state = state;
    this.clock = { server: Date.parse(state.now), here: performance.now() };
    this.onServer(state);
    this.tell(before, state);
    this.render();
  }

  now() {
    return this.clock ? this.clock.server + performance.now() - this.clock.here : Date.now();
  }

  draw() {
    if (!this.state) return;
    const state = this.over(this.state);
    document.title = `${state.session.title} · folkmoot`;
    this.off.hidden = !state.session.off;
    this.view.update(state, this.now());
    this.banner();
  }

  tell(before, after) {
    const told = news(before, after);
    if (before && before.screen !== after.screen) told.unshift(["news.screen", { screen: t(`screen.${after.screen}`) }]);
    if (before && before.part !== after.part && after.agenda[after.part]) told.unshift(["news.part", { part: after.agenda[after.part].title }]);
    if (before && !before.session.off && after.session.off) told.unshift(["vote.off", {}]);
    const { now, soon } = ballot(before, after, (one) => figure(one, after.vote.unit), (names) => names.join(t("list.comma")));
    told.push(...now);
    // At the close that is told, and no count any more.
    if (soon || !after.vote.open) this.voting.tell(soon);
    if (told.length) this.announcer.say(...told);
  }

  tick() {
    const now = this.now();
    if (this.state) {
      this.view.tick?.(now);
      this.remind(now);
      // Parts and votes end without a word from the server.
      const minute = Math.floor(now / 20_000);
      if (this.minute !== minute) {
        this.minute = minute;
        this.render();
      }
    }
    this.banner();
  }

  /** Says once when five minutes are left, once when one is. */
  remind(now) {
    const seconds = left(this.state, now);
    const whose = this.state.timer?.ends ?? this.state.part;
    if (seconds === null) return;
    for (const minutes of [5, 1]) {
      const key = `${whose}-${minutes}`;
      if (seconds > minutes * 60) this.marks.delete(key);
      else if (seconds > minutes * 60 - 20 && !this.marks.has(key)) {
        this.marks.add(key);
        this.announcer.say(["time.left", { n: minutes }]);
      } else this.marks.add(key);
    }
  }

  banner() {
    const { good, heard, status } = this.line;
    let text = "";
    if (!good && [401, 403].includes(status)) text = t("line.forbidden");
    else if (!good && Date.now() - heard > PATIENCE) text = t("line.lost", { when: ago((Date.now() - heard) / 1000) });
    else if (this.state?.trouble) text = this.state.trouble;
    if (text && this.more) text += ` ${this.more()}`;
    if (this.trouble.hidden === !text && this.troubleText.textContent === text) return;
    const kind = text && (good ? "github" : "server");
    if (text && kind !== this.said) this.announcer.say(text);
    if (!text && this.said === "server") this.announcer.say(["line.back", {}]);
    this.said = kind || null;
    put(this.troubleText, text);
    this.trouble.hidden = !text;
  }

  /** When GitHub was last heard, in words. */
  heard() {
    const heard = this.state?.heard;
    return heard ? t("heard", { when: ago(Math.max(0, (this.now() - Date.parse(heard)) / 1000)) }) : t("heard.never");
  }
}

/** Minutes and seconds left, with marks at five and at one. */
export function timer() {
  const digits = el("span", { class: "digits" });
  const mark = el("span", { class: "mark" });
  const node = el("div", { class: "timer", role: "timer", hidden: true }, digits, mark);
  return {
    node,
    tick(state, now) {
      const seconds = left(state, now);
      node.hidden = seconds === null;
      if (seconds === null) return;
      put(digits, countdown(seconds));
      const paused = state.timer && state.timer.paused !== null && state.timer.paused !== undefined;
      const level = paused ? "paused" : seconds === 0 ? "over" : seconds <= 60 ? "one" : seconds <= 300 ? "five" : null;
      set(node, "data-level", level);
      put(mark, level ? t(`time.${level}`) : "");
    },
  };
}

/** Language, size of text, theme. */
export function settings(app, { up = false } = {}) {
  const language = el(
    "select",
    { id: "language", onchange: (event) => app.speak(event.target.value) },
    Object.entries(LANGUAGES).map(([key, name]) => el("option", { value: key, lang: key, text: name, selected: key === spoken() })),
  );
  const size = (step) => () => {
    const index = Math.max(0, SIZES.indexOf(prefs.size));
    prefer({ size: SIZES[Math.max(0, Math.min(SIZES.length - 1, index + step))] });
    dispatchEvent(new Event("resize"));
    app.render();
    app.announcer.say(["settings.sizeNow", { size: Math.round(prefs.size * 100) }]);
  };
  const theme = el(
    "select",
    { id: "theme", onchange: (event) => prefer({ theme: event.target.value }) },
    ["auto", "light", "dark"].map((key) => el("option", { value: key, text: t(`theme.${key}`), selected: prefs.theme === key })),
  );
  return el(
    "details",
    { class: up ? "settings up" : "settings" },
    el("summary", {}, el("span", { "aria-hidden": "true", text: "Aa" }), el("span", { class: "sr", text: t("settings") })),
    el(
      "div",
      { class: "sheet" },
      el("label", { for: "language" }, el("span", { "aria-hidden": "true", text: "🌐 " }), t("settings.language")),
      language,
      el("span", { id: "size-label", text: t("settings.size") }),
      el(
        "span",
        { class: "pair", role: "group", "aria-labelledby": "size-label" },
        el("button", { type: "button", onclick: size(-1), "aria-label": t("settings.smaller"), text: "−" }),
        el("button", { type: "button", onclick: size(1), "aria-label": t("settings.larger"), text: "+" }),
      ),
      el("label", { for: "theme", text: t("settings.theme") }),
      theme,
    ),
  );
}

/** When something happens, in the session's time. */
export const at = (instant, state) => hour(instant, state.session.timezone);
