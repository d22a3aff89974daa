// What facilitators do with notes: by keys, by buttons, by dragging. Every way ends in the same few edits.

import { el, link, words } from "./dom.js";
import { askName, askOne, tell } from "./ask.js";
import { folded } from "./store.js";
import { prefer, prefs } from "./prefs.js";
import { t } from "./i18n.js";

/** Keys and what they do, as the help lists them. */
const KEYS = [
  ["← ↑ → ↓", "key.walk"],
  ["␣ / ⏎", "key.choose"],
  ["Esc", "key.none"],
  ["M", "key.move"],
  ["P", "key.park"],
  ["G", "key.merge"],
  ["S", "key.split"],
  ["R / F2", "key.rename"],
  ["J", "key.join"],
  ["D", "key.details"],
  ["U / Ctrl+Z", "key.undo"],
  ["Y / Ctrl+Y", "key.redo"],
  ["1 – 7, 0", "key.screens"],
  ["V", "key.reveal"],
  ["T", "key.timer"],
  ["?", "key.help"],
];

export class Editor {
  /** `send(edit)` takes an edit; `act` has undo, redo, screen, reveal and pause. */
  constructor({ board, send, act, say }) {
    Object.assign(this, { board, send, act, say });
    board.node.addEventListener("keydown", (event) => this.key(event));
    board.node.addEventListener("focusin", (event) => {
      const id = event.target.dataset?.id;
      if (id && id !== board.active) {
        board.active = id;
        board.reachable();
      }
    });
    board.node.addEventListener("click", (event) => {
      const rename = event.target.closest("button.rename");
      if (rename) return this.cluster(rename.dataset.cluster);
      const note = event.target.closest(".note");
      if (note && !event.target.closest("a") && !this.dragged) this.toggle(note.dataset.id);
    });
  }

  get state() {
    return this.board.state;
  }

  note(id) {
    return this.board.info.byId.get(id);
  }

  /** The chosen notes, or the one that has the focus. */
  get notes() {
    const { chosen, active } = this.board;
    return chosen.size ? [...chosen] : active && this.board.cards.has(active) ? [active] : [];
  }

  get cluster_() {
    const note = this.notes.length && this.note(this.notes[0]);
    return note ? this.state.clusters.find((one) => one.id === note.cluster) : null;
  }

  toggle(id) {
    this.board.choose(id);
    this.board.focus(id);
    this.onChosen?.();
    this.say(["edit.chosen", { n: this.board.chosen.size }]);
  }

  none() {
    this.board.chooseNone();
    this.onChosen?.();
  }

  /** Keys that hold anywhere on the page. */
  pageKey(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest?.("input, select, textarea");
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (command && !event.altKey && !typing && (key === "z" || key === "y")) {
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.act.redo();
      else this.act.undo();
      return;
    }
    if (event.key === "F2" && !typing) {
      event.preventDefault();
      this.rename();
      return;
    }
    if (command || event.altKey || typing || !prefs.keys) return;
    const work = { m: this.move, p: this.park, g: this.merge, s: this.split, r: this.rename, j: this.join, d: this.details, "?": this.help, u: this.act.undo, y: this.act.redo, v: this.act.reveal, t: this.act.pause }[key];
    if (work) {
      event.preventDefault();
      work.call(this);
    } else if (/^[0-7]$/.test(key)) {
      event.preventDefault();
      this.act.screen(Number(key));
    }
  }

  /** Keys on a note. */
  key(event) {
    const id = event.target.dataset?.id;
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    const { model } = this.board;
    const place = this.board.place(id);
    if (!place) return;
    const rows = (column) => model[column]?.notes ?? [];
    const go = (column, row) => {
      const note = rows(column)[Math.max(0, Math.min(rows(column).length - 1, row))];
      if (note) this.board.focus(note.id);
    };
    const beside = (step) => {
      for (let column = place.column + step; column >= 0 && column < model.length; column += step) if (rows(column).length) return go(column, place.row);
    };
    const steps = {
      ArrowUp: () => go(place.column, place.row - 1),
      ArrowDown: () => go(place.column, place.row + 1),
      ArrowLeft: () => beside(-1),
      ArrowRight: () => beside(1),
      Home: () => go(place.column, 0),
      End: () => go(place.column, Infinity),
      " ": () => this.toggle(id),
      Enter: () => this.toggle(id),
      Escape: () => this.none(),
    };
    if (!steps[event.key]) return;
    event.preventDefault();
    steps[event.key]();
  }

  /** Whether there is something to do it with, and it may still be done. */
  ready(some = true) {
    if (!this.state.editable) this.say(["edit.over", {}]);
    else if (some && !this.notes.length) this.say(["edit.nothing", {}]);
    else return true;
    return false;
  }

  back(id) {
    return () => this.board.cards.get(id) ?? this.board.cards.get(this.board.active);
  }

  done(edit) {
    this.none();
    this.send(edit);
  }

  async move() {
    if (!this.ready()) return;
    const notes = this.notes, options = this.clusters();
    const got = await askOne({
      title: notes.length === 1 ? this.note(notes[0]).text : t("edit.moveSeveral", { n: notes.length }),
      label: t("edit.moveTo"),
      options: [...options, { id: "-parked", text: t("board.parked") }, { id: "-unplaced", text: t("board.unplaced") }],
      fresh: (name) => t("edit.newCluster", { name }),
      back: this.back(notes[0]),
    });
    if (got) this.put(notes, got.fresh ? { name: got.fresh } : got.id);
  }

  clusters(but) {
    const counts = new Map(this.board.model.map((area) => [area.id, area.notes.length]));
    return this.state.clusters.filter((one) => one.id !== but).map((one) => ({ id: one.id, text: one.name, hint: t("notes", { n: counts.get(one.id) ?? 0 }) }));
  }

  /** Puts notes into an area, or into a new cluster. */
  put(notes, where) {
    if (typeof where === "object") this.done({ new: { notes, name: where.name } });
    else if (where === "-parked") this.done({ park: { notes } });
    else if (where === "-unplaced") this.done({ unplace: { notes } });
    else this.done({ move: { notes, to: where } });
  }

  park() {
    if (this.ready()) this.put(this.notes, "-parked");
  }

  async merge() {
    if (!this.ready()) return;
    const notes = this.notes, own = new Set(notes);
    const same = this.note(notes[0]).cluster;
    const others = this.state.notes.filter((one) => !own.has(one.id) && !one.merged);
    others.sort((a, b) => (b.cluster === same) - (a.cluster === same));
    const got = await askOne({ title: notes.length === 1 ? this.note(notes[0]).text : t("edit.moveSeveral", { n: notes.length }), label: t("edit.mergeInto"), options: others.map(({ id, text }) => ({ id, text })), back: this.back(notes[0]) });
    if (!got) return;
    this.none();
    for (const note of notes) this.send({ merge: { note, into: got.id } });
  }

  async split() {
    if (!this.ready()) return;
    const notes = this.notes;
    const name = await askName({ title: t("edit.splitTitle", { n: notes.length }), label: t("edit.name"), back: this.back(notes[0]) });
    if (name) this.put(notes, this.state.clusters.find((one) => folded(one.name) === folded(name))?.id ?? { name });
  }

  async rename(cluster = this.cluster_) {
    if (!this.ready(false)) return;
    if (!cluster) return this.say(["edit.noCluster", {}]);
    const name = await askName({ title: t("edit.renameTitle", { cluster: cluster.name }), label: t("edit.name"), value: cluster.name });
    if (name && name !== cluster.name) this.send({ rename: { cluster: cluster.id, name } });
  }

  async join(cluster = this.cluster_) {
    if (!this.ready(false)) return;
    if (!cluster) return this.say(["edit.noCluster", {}]);
    const got = await askOne({ title: t("edit.joinTitle", { cluster: cluster.name }), label: t("edit.joinInto"), options: this.clusters(cluster.id) });
    if (got) this.done({ join: { cluster: cluster.id, into: got.id } });
  }

  /** What can be done with a cluster, from its name. */
  cluster(id) {
    const cluster = this.state.clusters.find((one) => one.id === id);
    if (!cluster) return;
    const then = (work) => () => {
      node.close();
      work.call(this, cluster);
    };
    const all = () => {
      node.close();
      for (const note of this.board.model.find((area) => area.id === id)?.notes ?? []) this.board.choose(note.id, true);
      this.onChosen?.();
    };
    const node = tell({
      title: cluster.name,
      body: [
        cluster.about ? words("p", cluster.about) : null,
        cluster.why ? el("p", {}, `${t("cluster.why")} `, words("span", cluster.why)) : null,
        cluster.url ? el("p", {}, link(cluster.url, t("cluster.issue", { number: String(cluster.number ?? "") }))) : null,
        el("div", { class: "row" }, el("button", { type: "button", onclick: then(this.rename), text: t("do.rename") }), el("button", { type: "button", onclick: then(this.join), text: t("do.join") }), el("button", { type: "button", onclick: all, text: t("edit.chooseAll") })),
      ].filter(Boolean),
    });
  }

  /** All of a note: its words, its issue, what was merged into it. */
  details() {
    const note = this.notes.length && this.note(this.notes[0]);
    if (!note) return this.say(["edit.nothing", {}]);
    const merged = this.state.notes.filter((one) => one.merged === note.id);
    const node = tell({
      title: t("details.title"),
      body: [
        words("p", note.text, { class: "whole" }),
        note.url ? el("p", {}, link(note.url, t("cluster.issue", { number: String(note.number ?? "") }))) : null,
        merged.length ? el("h3", { text: t("details.merged") }) : null,
        ...merged.map((one) =>
          el("p", { class: "row" }, words("span", one.text), el("button", { type: "button", onclick: () => (node.close(), this.ready(false) && this.send({ unmerge: { note: one.id } })), text: t("do.unmerge") })),
        ),
      ].filter(Boolean),
      back: this.back(note.id),
    });
  }

  help() {
    const keys = el("input", { type: "checkbox", id: "keys", onchange: (event) => prefer({ keys: event.target.checked }) });
    keys.checked = prefs.keys;
    tell({
      title: t("help.title"),
      body: [
        el("p", { text: t("help.drag") }),
        el("table", { class: "keys" }, el("thead", {}, el("tr", {}, el("th", { scope: "col", text: t("help.key") }), el("th", { scope: "col", text: t("help.does") }))), el("tbody", {}, KEYS.map(([key, what]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", { text: key })), el("td", { text: t(what) }))))),
        el("p", { class: "check" }, keys, el("label", { for: "keys", text: t("help.letters") })),
      ],
    });
  }
}
