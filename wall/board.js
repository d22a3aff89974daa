// The affinity board: an area for each cluster, one for what is not placed and one for what is parked.
// In: a state. It keeps the nodes of notes and areas and moves them, so that nothing flickers and focus stays where it was.

import { arrange, el, keepSlots, link, place, put, roomy, rootSize, set, shape, sized, slot } from "./dom.js";
import { appear, glide, positions } from "./motion.js";
import { card, show } from "./card.js";
import { areas as sorted, split } from "./store.js";
import { CROWDED, fit } from "./layout.js";
import { number, spoken, t } from "./i18n.js";

/** From so many notes on they are set in one line each, and only those in sight move. */
const MANY = 600;
/** So many notes are written in one go; the rest follows in pieces, so that the page answers meanwhile. */
const PIECE = 700;
/** What no screen holds. */
const OVERFULL = Array(400).fill("x".repeat(60));

export class Board {
  constructor({ editing = false } = {}) {
    this.editing = editing;
    this.cards = new Map();
    this.areas = new Map();
    this.model = [];
    this.chosen = new Set();
    this.active = null;
    this.grid = el("div", { class: "clusters" });
    this.side = el("div", { class: "side" });
    this.stem = el("p", { class: "stem-once", dir: "auto" });
    this.empty = el("p", { class: "empty", text: t("board.empty") });
    this.node = el("div", { class: "board" }, this.stem, this.empty, el("div", { class: "field" }, this.grid, this.side));
    if (editing) this.node.classList.add("editing");
    this.field = this.node.lastElementChild;
    this.unwatch = sized(this.field, () => this.state && this.lay());
  }

  gone() {
    this.unwatch();
    clearTimeout(this.later);
  }

  update(state) {
    const fresh = !this.state;
    this.state = state;
    const model = sorted(state);
    const focused = this.editing && this.node.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    const where = focused && this.place(focused);
    keepSlots(state.clusters.map((one) => one.id));
    const many = state.notes.length > MANY;
    const side = [];
    if (model.unplaced.notes.length || this.editing) side.push(model.unplaced);
    if (model.parked.notes.length || this.editing) side.push(model.parked);
    this.model = [...model.clusters, ...side];
    this.info = model;
    const before = fresh ? new Map() : positions(this.standing());
    const born = [];

    this.node.classList.toggle("many", many);
    set(this.node, "data-clusters", model.clusters.length);
    put(this.stem, state.session.stem ? `${state.session.stem} …` : "");
    this.stem.hidden = !state.session.stem;
    this.empty.hidden = model.clusters.length > 0 || state.notes.length > 0;

    for (const area of this.model) {
      if (this.areas.has(area.id)) continue;
      const view = this.area(area);
      this.areas.set(area.id, view);
      (area.cluster ? this.grid : this.side).append(view.node);
    }
    clearTimeout(this.later);
    const rest = [], full = [];
    let room = fresh ? PIECE : Infinity;
    for (const area of this.model) {
      const view = this.areas.get(area.id);
      this.head(view, area);
      const nodes = [];
      for (const note of area.notes) {
        let node = this.cards.get(note.id);
        if (!node) {
          if (room <= 0) {
            rest.push(note);
            continue;
          }
          room -= 1;
          node = card(note.id, this.editing);
          this.cards.set(note.id, node);
          born.push(node);
        }
        this.write(node, note);
        nodes.push(node);
      }
      full.push([view.list, nodes]);
    }
    // First all that go from one list to another, so that none is ever outside the page: a note keeps its focus.
    for (const [list, nodes] of full) for (const node of nodes) if (node.isConnected && node.parentNode !== list) place(list, node, null);
    for (const [list, nodes] of full) arrange(list, nodes);
    arrange(this.grid, model.clusters.map((area) => this.areas.get(area.id).node));
    arrange(this.side, side.map((area) => this.areas.get(area.id).node));
    this.side.hidden = side.length === 0;
    const there = new Set(this.model.flatMap((area) => area.notes.map((note) => note.id)));
    for (const [id, node] of this.cards) {
      if (there.has(id)) continue;
      node.remove();
      this.cards.delete(id);
      this.chosen.delete(id);
    }
    const living = new Set(this.model.map((area) => area.id));
    for (const id of [...this.areas.keys()]) if (!living.has(id)) this.areas.delete(id);
    this.lay(many);
    glide(before, before.keys(), { most: many ? 120 : 600 });
    if (!fresh) appear(born.slice(0, 40));
    if (this.editing) this.refocus(where, focused);
    if (rest.length) this.later = setTimeout(() => this.update(this.state), 0);
  }

  /** Nodes that may be in sight: with very many notes, those of lists that are scrolled there. */
  standing() {
    if (this.cards.size <= MANY) return [...this.cards.values()];
    const seen = [];
    for (const view of this.areas.values()) {
      const box = view.scroll.getBoundingClientRect();
      if (box.bottom < 0 || box.top > innerHeight) continue;
      const children = view.list.children;
      const first = children[0]?.getBoundingClientRect();
      if (!first?.height) continue;
      const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
      const columns = Math.max(1, Math.round(box.width / first.width));
      const each = Math.ceil(children.length / columns);
      const from = Math.max(0, Math.floor((top - first.top) / first.height) - 2);
      const to = Math.ceil((bottom - first.top) / first.height) + 2;
      for (let column = 0; column < columns; column += 1)
        for (let row = from; row < Math.min(to, each); row += 1) {
          const node = children[column * each + row];
          if (node) seen.push(node);
        }
    }
    return seen.slice(0, 400);
  }

  area({ id, cluster }) {
    const special = id === "-unplaced" || id === "-parked";
    const name = `area-${(Board.names = (Board.names ?? 0) + 1)}`;
    const list = el("ul", { class: "notes", "aria-labelledby": name });
    if (this.editing) set(list, "aria-multiselectable", "true");
    set(list, "role", this.editing ? "listbox" : "list");
    // How many notes are not in sight: nobody scrolls what a projector shows. Who has it read out has all of them.
    const beyond = el("p", { class: "beyond", "aria-hidden": "true", hidden: true });
    const scroll = el("div", { class: "scroll", onscroll: () => this.asked || (this.asked = requestAnimationFrame(() => ((this.asked = 0), this.tellBeyond()))) }, list);
    const title = el("span", { id: name, class: "name", dir: "auto" });
    const heading = el("h2", {}, this.editing && !special ? el("button", { type: "button", class: "rename", "data-cluster": id }, title) : title);
    const count = el("span", { class: "total" });
    const issue = el("span", { class: "issue" });
    const mark = special ? el("span", { class: "shape plain", "aria-hidden": "true", text: id === "-parked" ? "P" : "?" }) : shape(id);
    const node = el("section", { class: special ? "area special" : "area", "aria-labelledby": name }, el("header", {}, mark, heading, issue, count), scroll, beyond);
    node.dataset.area = id;
    if (!special) node.dataset.slot = slot(id);
    return { node, scroll, beyond, list, title, count, issue, cluster, shown: {} };
  }

  head(view, area) {
    const name = area.cluster?.name ?? t(area.id === "-parked" ? "board.parked" : "board.unplaced");
    put(view.title, name);
    const n = area.notes.length;
    const all = n + area.notes.reduce((sum, note) => sum + (this.info.merged.get(note.id) ?? 0), 0);
    if (view.shown.all !== all || view.shown.spoken !== spoken()) {
      view.count.replaceChildren(el("span", { "aria-hidden": "true", text: String(all) }), el("span", { class: "sr", text: t("notes", { n: all }) }));
      view.shown = { ...view.shown, all, spoken: spoken() };
    }
    const number = area.cluster?.number ?? null;
    if (view.shown.number !== number) {
      view.issue.replaceChildren(...(number ? [link(area.cluster.url, `#${number}`, { "aria-label": t("cluster.issue", { number: String(number) }) })] : []));
      view.shown.number = number;
    }
    set(view.node, "data-pending", area.cluster?.pending ? "" : null);
    set(view.node, "data-empty", n ? null : "");
    if (this.editing) set(view.list, "role", n ? "listbox" : null), set(view.list, "aria-multiselectable", n ? "true" : null), set(view.list, "aria-labelledby", n ? view.title.id : null);
  }

  write(node, note) {
    show(node, note, { stem: this.state.session.stem, merged: this.info.merged.get(note.id) ?? 0, spoken: spoken() });
    if (this.editing) set(node, "aria-selected", this.chosen.has(note.id) ? "true" : "false");
  }

  /** Sets the type and the grid so that everything is on the screen, where the screen is large enough for that. */
  lay(many = this.state.notes.length > MANY) {
    const { clientWidth: width, clientHeight: height } = this.field;
    const base = rootSize();
    const free = this.editing || !roomy.matches;
    this.node.classList.toggle("free", free);
    const clusters = this.model.filter((area) => area.cluster);
    if (free || !clusters.length) {
      this.grid.style.gridTemplateColumns = this.grid.style.gridTemplateRows = "";
      this.node.style.removeProperty("--note");
      for (const view of this.areas.values()) view.list.style.columnCount = view.node.style.gridColumn = "";
      this.node.classList.remove("dense", "crowded");
      this.reach();
      return;
    }
    const aside = this.side.hidden ? 0 : Math.max(base * 12, width * 0.19);
    this.side.style.width = aside ? `${aside}px` : "";
    const stem = this.state.session.stem;
    const texts = ({ cluster, notes }) => ({ name: cluster.name, texts: many ? OVERFULL : notes.map((note) => split(note.text, stem)[1]) });
    const laid = fit(clusters.map(texts), width - (aside ? aside + base : 0), height, base, base * (clusters.length > CROWDED ? 0.6 : 1));
    const last = clusters.length % laid.columns || laid.columns;
    const tracks = laid.columns * last;
    this.grid.style.gridTemplateColumns = `repeat(${tracks}, minmax(0, 1fr))`;
    clusters.forEach((area, index) => (this.areas.get(area.id).node.style.gridColumn = `span ${index < clusters.length - last ? last : laid.columns}`));
    this.grid.style.gridTemplateRows = laid.rows.map((row) => `minmax(0, ${Math.max(1, Math.round(row))}fr)`).join(" ");
    this.node.style.setProperty("--note", `${laid.size}rem`);
    this.node.style.setProperty("--lines", laid.clamp);
    clusters.forEach((area, index) => (this.areas.get(area.id).list.style.columnCount = laid.inside[index]));
    this.node.classList.toggle("crowded", laid.crowded);
    this.node.classList.toggle("dense", laid.size < 0.8);
    this.reach();
  }

  /** A list that scrolls is to be reached by keyboard. */
  reach() {
    if (this.editing) return;
    const views = [...this.areas.values()];
    const over = views.map(({ scroll }) => scroll.scrollHeight > scroll.clientHeight + 2);
    views.forEach(({ scroll, title }, index) => {
      set(scroll, "tabindex", over[index] ? "0" : null);
      set(scroll, "role", over[index] ? "group" : null);
      set(scroll, "aria-labelledby", over[index] ? title.id : null);
    });
    this.over = over;
    this.tellBeyond();
  }

  /** Says in each area how many of its notes are below what is in sight. */
  tellBeyond() {
    const views = [...this.areas.values()];
    const counts = views.map(({ scroll, list }, index) => {
      if (!this.over?.[index] || this.editing) return 0;
      const bottom = scroll.offsetTop + scroll.clientHeight + scroll.scrollTop;
      let notes = 0;
      for (const node of list.children) if (node.offsetTop + node.offsetHeight * 0.75 > bottom) notes += 1;
      return notes;
    });
    views.forEach(({ beyond }, index) => {
      put(beyond, counts[index] ? `+${number(counts[index])}` : "");
      beyond.hidden = !counts[index];
    });
  }

  /** Where a note stands: the number of its area, and its number there. */
  place(id) {
    for (const [column, area] of this.model.entries()) {
      const row = area.notes.findIndex((note) => note.id === id);
      if (row >= 0) return { column, row };
    }
    return null;
  }

  /** One note is reached by Tab; it stays the same one, and when it goes the next one takes its place. */
  refocus(where, focused) {
    const gone = focused && !this.cards.has(focused);
    if (!this.active || !this.cards.has(this.active)) {
      const notes = where ? this.model[Math.min(where.column, this.model.length - 1)]?.notes ?? [] : [];
      const next = notes[Math.min(where?.row ?? 0, notes.length - 1)] ?? this.model.flatMap((area) => area.notes)[0];
      this.active = next?.id ?? null;
    }
    this.reachable();
    if (gone && this.active) this.cards.get(this.active)?.focus({ preventScroll: true });
  }

  reachable() {
    if (this.tabbed && this.tabbed.dataset.id !== this.active) set(this.tabbed, "tabindex", "-1");
    this.tabbed = this.cards.get(this.active) ?? null;
    if (this.tabbed) set(this.tabbed, "tabindex", "0");
  }

  focus(id) {
    const node = this.cards.get(id);
    if (!node) return;
    this.active = id;
    this.reachable();
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  choose(id, on = !this.chosen.has(id)) {
    if (on) this.chosen.add(id);
    else this.chosen.delete(id);
    const node = this.cards.get(id);
    if (node) set(node, "aria-selected", on ? "true" : "false");
  }

  chooseNone() {
    for (const id of [...this.chosen]) this.choose(id, false);
  }
}
