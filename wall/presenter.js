// The facilitator's page: the board to edit, and what steers the wall.

import { el, put, set } from "./dom.js";
import { App, settings, timer } from "./app.js";
import { Board } from "./board.js";
import { draggable } from "./drag.js";
import { Editor } from "./edit.js";
import { NAMES, SCREENS } from "./screens.js";
import { Outbox, post } from "./outbox.js";
import { spoken, t } from "./i18n.js";
import { failures, parts } from "./store.js";

const outbox = new Outbox({
  clusters: () => app.state?.clusters ?? [],
  onChange: () => app.render(),
  onRefused: (item) => note(t("edit.refused", { why: item.why ?? t(item.status === 403 ? "line.forbidden" : "edit.noReason") })),
});

/** Sends what changes the wall and not the notes; says why where it was not taken. */
async function steer(path, body) {
  const { status, said } = await post(path, body);
  if (status >= 200 && status < 300) return said ?? {};
  note(status === 0 ? t("line.noAnswer") : (said?.error ?? t(status === 403 ? "line.forbidden" : "edit.noReason")));
  return null;
}

const MOST_TOASTS = 4;

/** Shows a message for a while, and has it read out: its place is a region of its own, so that it waits behind no other news. */
const toast = el("div", { class: "toasts", role: "status", "aria-live": "polite", "aria-atomic": "false" });
function note(text) {
  const one = el("p", { class: "toast", dir: "auto", text });
  toast.append(one);
  while (toast.children.length > MOST_TOASTS) toast.firstElementChild.remove();
  setTimeout(() => one.remove(), 12_000);
}

/** An edit in this page's language where its kind is known, else as the server says it. */
function said(one) {
  const about = one.edit ? parts(one.edit, app.state) : outbox.made.get(one.id);
  if (!about || t(`do.${about.kind}`) === `do.${about.kind}`) return one.what;
  const names = [about.of, about.notes ? t("notes", { n: about.notes }) : null].filter(Boolean).join(t("list.comma"));
  return [`${t(`do.${about.kind}`)}: ${names}`, about.to].filter(Boolean).join(" → ");
}

/** What failed since the last state; what had failed before this page was there stands in the list alone. */
const known = new Set();
function failed(state) {
  const fresh = failures(state, known);
  if (failed.before) for (const one of fresh) note(t("edit.failed", { what: said(one), why: one.why ?? t("edit.noReason") }));
  failed.before = true;
}

const act = {
  undo: () => outbox.takeBack() || steer("/undo", {}),
  redo: () => steer("/redo", {}),
  screen: (index) => steer("/screen", { screen: index === 0 ? null : NAMES[index - 1] }),
  reveal: () => steer("/screen", { revealed: !app.state?.revealed }),
  pause: () => {
    const on = app.state?.timer;
    return steer("/screen", { timer: on ? (on.paused !== null && on.paused !== undefined ? { go: true } : { pause: true }) : { minutes: 5 } });
  },
};

const button = (text, onclick, attributes = {}) => el("button", { type: "button", onclick, text, ...attributes });

/** Which screen is projected. */
function picker() {
  const follow = button(t("screen.follow"), () => act.screen(0));
  const each = NAMES.map((name, index) => button(t(`screen.${name}`), () => act.screen(index + 1)));
  const node = el("div", { class: "picker" }, follow, ...each);
  return {
    node,
    update(state) {
      set(follow, "aria-pressed", state.follows ? "true" : "false");
      each.forEach((one, index) => {
        set(one, "aria-pressed", !state.follows && NAMES[index] === state.screen ? "true" : "false");
        set(one, "data-on", NAMES[index] === state.screen ? "" : null);
      });
    },
  };
}

/** The timer and its buttons. */
function steering(clock) {
  const go = button("", act.pause);
  const more = button(t("timer.more"), () => steer("/screen", { timer: { add: 1 } }));
  const stop = button(t("timer.stop"), () => steer("/screen", { timer: { stop: true } }));
  const minutes = el("input", { id: "minutes", type: "number", min: "1", max: "180", value: "5", inputmode: "numeric" });
  const start = el("form", { class: "row", onsubmit: (event) => (event.preventDefault(), minutes.checkValidity() && steer("/screen", { timer: { minutes: Number(minutes.value) } })) }, el("label", { for: "minutes", text: t("timer.minutes") }), minutes, el("button", { type: "submit", text: t("timer.start") }));
  const node = el("section", { "aria-labelledby": "timer-title" }, el("h2", { id: "timer-title", text: t("timer") }), clock.node, el("div", { class: "row" }, go, more, stop), start);
  return {
    node,
    update(state) {
      const on = Boolean(state.timer);
      const paused = on && state.timer.paused !== null && state.timer.paused !== undefined;
      put(go, t(paused ? "timer.go" : "timer.pause"));
      for (const one of [go, more, stop]) one.disabled = !on;
    },
  };
}

/** What happened and what is on its way. */
function log() {
  const undo = button(t("do.undo"), act.undo), redo = button(t("do.redo"), act.redo);
  const what = el("p", { class: "small", dir: "auto" });
  const list = el("ul", { class: "log", role: "list" });
  const node = el("section", { "aria-labelledby": "log-title" }, el("h2", { id: "log-title", text: t("log.title") }), el("div", { class: "row" }, undo, redo), what, list);
  const item = (kind, sign, text, why) => el("li", { class: kind }, el("span", { class: "sign", "aria-hidden": "true", text: sign }), el("span", {}, el("span", { dir: "auto", text }), el("span", { class: "small", text: ` ${t(`log.${kind}`)}` }), why ? el("span", { class: "why", dir: "auto", text: why }) : null));
  let last = "";
  return {
    node,
    update(state) {
      const here = outbox.items.some((one) => one.state === "waiting" && !one.tried);
      undo.disabled = !state.undo && !here;
      redo.disabled = !state.redo;
      put(what, state.undo ? t("log.undo", { what: said(state.undo) }) : "");
      const waiting = outbox.items.filter((one) => one.state === "waiting").map((one) => ["waiting", Object.keys(one.edit)[0]]);
      const refused = outbox.refused.map((one) => ["refused", Object.keys(one.edit)[0], one.why, one.status]);
      const edits = (state.edits ?? []).slice(0, 20);
      const key = JSON.stringify([waiting, refused, edits, spoken()]);
      if (key === last) return;
      last = key;
      list.replaceChildren(
        ...refused.map(([, kind, why, status]) => item("refused", "✕", t(`do.${kind}`), why ?? t(status === 403 ? "line.forbidden" : "edit.noReason"))),
        ...waiting.map(([, kind]) => item("waiting", "◌", t(`do.${kind}`))),
        ...edits.map((one) => item(one.state === "failed" ? "failed" : one.state === "pending" ? "pending" : "done", one.state === "failed" ? "✕" : one.state === "pending" ? "◌" : "✓", said(one), one.why)),
        ...(refused.length + waiting.length + edits.length ? [] : [el("li", { class: "none", text: t("log.none") })]),
      );
    },
  };
}

/** Links for others, what it costs, who looks on. */
function facts() {
  const url = el("input", { id: "invite", type: "text", readonly: true, dir: "ltr", "aria-label": t("invite.link") });
  const copy = button(t("invite.copy"), async () => {
    url.select();
    try {
      await navigator.clipboard.writeText(url.value);
    } catch {
      document.execCommand("copy");
    }
    note(t("invite.copied"));
  });
  const row = el("div", { class: "row", hidden: true }, url, copy);
  const invite = (to) => async () => {
    const said = await steer("/invite", { to });
    if (!said?.url) return;
    url.value = said.url;
    row.hidden = false;
    url.focus();
    url.select();
  };
  const viewers = el("p"), budget = el("p"), heard = el("p");
  const node = el("section", { "aria-labelledby": "facts-title" }, el("h2", { id: "facts-title", text: t("facts.title") }), el("div", { class: "row" }, button(t("invite.presenter"), invite("presenter")), button(t("invite.wall"), invite("wall"))), row, el("p", { class: "small", text: t("invite.once") }), viewers, budget, heard);
  return {
    node,
    update(state) {
      put(viewers, state.viewers === undefined ? "" : t("facts.viewers", { n: state.viewers }));
      put(budget, state.budget ? t("facts.budget", { spent: state.budget.spent, of: state.budget.of }) : "");
      this.tick();
    },
    tick: () => put(heard, app.heard()),
  };
}

function build(app) {
  const board = new Board({ editing: true });
  const editor = new Editor({ board, act, say: (...told) => app.announcer.say(...told), send: (edit) => outbox.add(edit) });
  draggable(board, {
    editor,
    allowed: () => Boolean(app.state?.editable),
    taken: (id) => (board.chosen.has(id) ? [...board.chosen] : [id]),
    dropped: (ids, area) => ids.some((id) => where(board, id) !== area) && editor.put(ids, area),
    label: (n) => t("notes", { n }),
  });
  app.keys = (event) => editor.pageKey(event);
  const tools = [["move", editor.move], ["park", editor.park], ["merge", editor.merge], ["split", editor.split], ["rename", editor.rename], ["join", editor.join], ["details", editor.details]].map(([name, work]) => button(t(`do.${name}`), () => work.call(editor)));
  const chosen = el("span", { class: "small" });
  editor.onChosen = () => put(chosen, board.chosen.size ? t("edit.chosen", { n: board.chosen.size }) : "");
  const closed = el("p", { class: "closed", text: t("edit.over") });
  const bar = el("div", { class: "tools", role: "toolbar", "aria-label": t("tools") }, ...tools, chosen);
  const mirror = el("div", { class: "mirror", hidden: true });
  const edit = el("div", { class: "bench" }, bar, closed, board.node);
  const [showEdit, showMirror] = ["view.edit", "view.wall"].map((key, index) => button(t(key), () => view(index === 1)));
  const reveal = button("", act.reveal, { class: "primary" });
  const pick = picker(), clock = timer(), turn = steering(clock), list = log(), other = facts();
  const title = el("h1", { class: "title", dir: "auto" });
  const head = el("header", { class: "top" }, el("div", { class: "titles" }, title, el("p", { class: "part", text: t("presenter") })), el("div", { class: "row" }, button(t("help.open"), () => editor.help()), settings(app)));
  const main = el("main", { id: "main" }, el("div", { class: "row views", role: "group", "aria-label": t("view.choose") }, showEdit, showMirror), edit, mirror);
  const panel = el("aside", { class: "panel", "aria-label": t("panel") }, turn.node, list.node, other.node);
  let seen = false, screen = null, name = null;
  const view = (wall) => {
    seen = wall;
    edit.hidden = wall;
    mirror.hidden = !wall;
    set(showEdit, "aria-pressed", wall ? "false" : "true");
    set(showMirror, "aria-pressed", wall ? "true" : "false");
    app.render();
  };
  view(false);
  return {
    nodes: [head, el("section", { class: "steer", "aria-label": t("screen.choose") }, pick.node, reveal), el("div", { class: "desk" }, main, panel), toast],
    gone() {
      board.gone();
      screen?.gone?.();
    },
    update(state, now) {
      put(title, state.session.title);
      pick.update(state);
      put(reveal, t(state.revealed ? "reveal.hide" : "reveal.show"));
      set(reveal, "aria-pressed", state.revealed ? "true" : "false");
      turn.update(state);
      list.update(state);
      other.update(state);
      closed.hidden = state.editable;
      for (const one of tools.slice(0, -1)) one.disabled = !state.editable;
      if (seen) {
        if (name !== state.screen) {
          screen?.gone?.();
          screen = (SCREENS[state.screen] ?? SCREENS.agenda)();
          name = state.screen;
          mirror.replaceChildren(screen.node);
        }
        screen.update(state, now);
      } else board.update(state);
      this.tick(now);
    },
    tick(now) {
      clock.tick(app.state, now);
      other.tick();
    },
  };
}

function where(board, id) {
  return board.model.find((area) => area.notes.some((note) => note.id === id))?.id;
}

const app = new App({
  build,
  over: (state) => outbox.over(state),
  onServer: (state) => {
    outbox.settle(state.version);
    failed(state);
  },
  onLine: (good) => good && outbox.flush(),
});
app.more = () => (outbox.unsent && !app.line.good ? t("line.unsent", { n: outbox.unsent }) : "");
document.addEventListener("keydown", (event) => app.keys?.(event));
globalThis.wall = app;
app.start().then(() => outbox.flush());
