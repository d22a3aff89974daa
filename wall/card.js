// A note on the page. Its node is kept as long as the note is there, and written to only where something differs.

import { el, link, put, set } from "./dom.js";
import { split } from "./store.js";
import { t } from "./i18n.js";

/** The node of a note; `option`: it can be chosen. */
export function card(id, option) {
  const node = el("li", { class: "note", role: option && "option", "aria-selected": option && "false", tabindex: option && "-1" });
  node.dataset.id = id;
  node.text = el("span", { class: "words", dir: "auto" });
  node.stem = el("span", { class: "stem" });
  node.rest = el("span");
  node.text.append(node.stem, node.rest);
  node.append(node.text);
  node.shown = {};
  return node;
}

/** Writes a note into its node. */
export function show(node, note, { stem, merged = 0, spoken, numbered = false }) {
  const was = node.shown;
  if (was.text !== note.text || was.stem !== stem) {
    const [begin, rest] = split(note.text, stem);
    put(node.stem, begin);
    put(node.rest, rest);
  }
  if (was.pending !== note.pending || was.merged !== merged || was.spoken !== spoken || was.url !== note.url) {
    set(node, "data-pending", note.pending ? "" : null);
    node.more?.remove();
    node.more = null;
    if (merged || note.pending || (numbered && note.number)) {
      node.more = el(
        "span",
        { class: "more" },
        merged ? [el("span", { class: "count", "aria-hidden": "true", text: `+${merged}` }), el("span", { class: "sr", text: ` ${t("note.merged", { n: merged })}` })] : null,
        note.pending ? [el("span", { class: "wait", "aria-hidden": "true", text: "◌" }), el("span", { class: "sr", text: ` ${t("note.pending")}` })] : null,
        numbered && note.number ? link(note.url, `#${note.number}`, { class: "number" }) : null,
      );
      node.append(node.more);
    }
  }
  node.shown = { text: note.text, stem, pending: note.pending, merged, spoken, url: note.url };
}
