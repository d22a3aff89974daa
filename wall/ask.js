// Dialogs: a question with a list to search (a combobox), or a name to type. They trap nothing: Escape closes, and focus goes back where it was.

import { el, set } from "./dom.js";
import { folded } from "./store.js";
import { t } from "./i18n.js";

const SHOWN = 50;
let dialogs = 0;

/** Opens a dialog; when it closes, focus returns to what had it, or to what `back` names. */
export function open(node, back) {
  const had = document.activeElement;
  document.body.append(node);
  node.addEventListener("close", () => {
    node.remove();
    const to = back?.() ?? had;
    if (to?.isConnected) to.focus({ preventScroll: true });
  });
  node.showModal();
}

function shell(title, ...children) {
  const id = `dialog-${(dialogs += 1)}`;
  const node = el("dialog", { "aria-labelledby": id }, el("form", { method: "dialog" }, el("h2", { id, text: title, dir: "auto" }), ...children));
  node.addEventListener("click", (event) => event.target === node && node.close());
  return node;
}

/** Asks for a name. Gives the name, or null. */
export function askName({ title, label, value = "", back }) {
  return new Promise((resolve) => {
    const input = el("input", { id: "ask-name", type: "text", dir: "auto", maxlength: "100", required: true, autocomplete: "off" });
    input.value = value;
    const node = shell(title, el("label", { for: "ask-name", text: label }), input, buttons(() => node.close()));
    let given = null;
    node.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const name = input.value.trim();
      if (!name) return;
      given = name;
      node.close();
    });
    node.addEventListener("close", () => resolve(given));
    open(node, back);
    input.select();
  });
}

function buttons(cancel, ok = t("ask.ok")) {
  return el("div", { class: "row" }, el("button", { type: "submit", class: "primary", text: ok }), el("button", { type: "button", onclick: cancel, text: t("ask.cancel") }));
}

/**
 * Asks for one of several, found by typing: the combobox of the ARIA practices, its focus in the field and the list steered from there.
 * `options`: `{ id, text, hint? }`. `fresh(text)`: what making a new one is called, or null. Gives `{ id }`, `{ fresh }` or null.
 */
export function askOne({ title, label, options, fresh = null, back }) {
  return new Promise((resolve) => {
    const input = el("input", { id: "ask-one", type: "text", dir: "auto", role: "combobox", "aria-expanded": "true", "aria-controls": "ask-list", "aria-autocomplete": "list", autocomplete: "off", maxlength: "100" });
    const list = el("ul", { id: "ask-list", role: "listbox", "aria-label": label });
    const none = el("p", { class: "none", role: "status" });
    const node = shell(title, el("label", { for: "ask-one", text: label }), input, list, none, buttons(() => node.close()));
    let at = 0, found = [], given = null;
    const finish = (one) => {
      given = one;
      node.close();
    };
    const mark = (to) => {
      at = Math.max(0, Math.min(found.length - 1, to));
      [...list.children].forEach((child, index) => set(child, "aria-selected", index === at ? "true" : "false"));
      set(input, "aria-activedescendant", found.length ? `ask-${at}` : null);
      list.children[at]?.scrollIntoView({ block: "nearest" });
    };
    const search = () => {
      const typed = input.value.trim(), wanted = folded(typed);
      const begins = [], holds = [];
      for (const one of options) {
        const name = folded(one.text);
        if (name.startsWith(wanted)) begins.push(one);
        else if (name.includes(wanted)) holds.push(one);
      }
      found = [...begins, ...holds].slice(0, SHOWN);
      if (fresh && typed && !options.some((one) => folded(one.text) === wanted)) found.push({ fresh: typed, text: fresh(typed) });
      list.replaceChildren(
        ...found.map((one, index) =>
          el("li", { id: `ask-${index}`, role: "option", class: one.fresh ? "fresh" : null, onclick: () => finish(one) }, el("span", { dir: "auto", text: one.text }), one.hint ? el("span", { class: "hint", text: one.hint }) : null),
        ),
      );
      list.hidden = !found.length;
      set(input, "aria-expanded", found.length ? "true" : "false");
      none.textContent = found.length ? "" : t("ask.none");
      mark(0);
    };
    input.addEventListener("input", search);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      mark(to);
    });
    node.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (found[at]) finish(found[at]);
    });
    node.addEventListener("close", () => resolve(given));
    search();
    open(node, back);
    input.focus();
  });
}

/** Shows something, with a button that closes it. */
export function tell({ title, body, back }) {
  const node = shell(title, ...body, el("div", { class: "row" }, el("button", { type: "submit", class: "primary", text: t("ask.close") })));
  node.classList.add("tell");
  open(node, back);
  return node;
}
