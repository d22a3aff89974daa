// The projector's page: shows, changes nothing. Keys do nothing here but what browsers do with them.

import { el, link, put, set } from "./dom.js";
import { App, settings, timer } from "./app.js";
import { appear } from "./motion.js";
import { SCREENS } from "./screens.js";
import { spoken, t } from "./i18n.js";

function build(app) {
  const title = el("p", { class: "title", dir: "auto" });
  const part = el("p", { class: "part", dir: "auto" });
  const clock = timer();
  const main = el("main", { id: "main", tabindex: "-1" }, el("p", { class: "empty", text: t("wait") }));
  const count = el("span", { class: "count-all" });
  const heard = el("span", { class: "heard" });
  const where = el("span", { class: "where" });
  const head = el("header", { class: "top" }, el("div", { class: "titles" }, title, part), clock.node);
  const foot = el("footer", { class: "bottom" }, where, count, heard, settings(app, { up: true }));
  let screen = null, name = null;
  return {
    nodes: [head, main, foot],
    gone: () => screen?.gone?.(),
    update(state, now) {
      if (name !== state.screen) {
        screen?.gone?.();
        const known = SCREENS[state.screen] ?? SCREENS.agenda;
        screen = known();
        name = state.screen;
        main.replaceChildren(screen.node);
        document.documentElement.dataset.screen = name;
        scrollTo(0, 0);
        appear([screen.node]);
      }
      put(title, state.session.title);
      const on = state.agenda[state.part];
      put(part, on ? on.title : state.session.format);
      put(count, t("notes", { n: state.notes.length }));
      const join = ["notes", "board"].includes(state.screen) && state.session.join;
      const key = `${join?.url} ${spoken()}`;
      if (where.dataset.key !== key) {
        where.dataset.key = key;
        where.replaceChildren(...(join ? [t("join.foot"), " ", link(join.url, join.short, { dir: "ltr" })] : []));
      }
      set(head, "data-screen", state.screen);
      screen.update(state, now);
      this.tick(now);
    },
    tick(now) {
      clock.tick(app.state, now);
      put(heard, app.heard());
    },
  };
}

const app = new App({ build });
globalThis.wall = app;
app.start();
