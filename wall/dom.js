// Elements. Texts of people get into the page here alone, and as text alone.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children. `text` is its text, `on…` a listener. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** What somebody wrote: its own direction, no markup. */
export const words = (tag, text, attributes = {}) => el(tag, { dir: "auto", ...attributes, text });

/** Sets a text only where it differs. */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets or takes off an attribute only where it differs. */
export function set(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** An address that may be followed: http and https only. */
export function address(url) {
  try {
    return ["https:", "http:"].includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

/** A link that opens beside the wall, or the bare text where its address is none. */
export function link(url, text, attributes = {}) {
  const href = address(url);
  return el(href ? "a" : "span", { ...attributes, href, target: href && "_blank", rel: href && "noopener noreferrer", text });
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Twelve shapes that differ without colour, in a square of 24.
const SHAPES = [
  "M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20z",
  "M3 3h18v18h-18z",
  "M12 2l11 20h-22z",
  "M12 1l11 11l-11 11l-11-11z",
  "M12 1l3.2 7.4l8 .7l-6.1 5.3l1.9 7.9l-7-4.2l-7 4.2l1.9-7.9l-6.1-5.3l8-.7z",
  "M8.500 2h7v6.500h6.500v7h-6.500v6.500h-7v-6.500h-6.500v-7h6.500z",
  "M6.500 2h11l5.500 10l-5.500 10h-11l-5.500-10z",
  "M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20zm0 5.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9z",
  "M1 2h22l-11 20z",
  "M2 12a10 10 0 0 1 20 0v9h-20z",
  "M3 3h18v18h-18zm5.500 5.500v7h7v-7z",
  "M16 2a10.500 10.500 0 1 0 6 15a9 9 0 0 1-6-15z",
];
const slots = new Map();

/** The place of a cluster among shapes and colours: the same as long as the page lives, and in every browser that met them in the same order. */
export function slot(id) {
  let found = slots.get(id);
  if (found === undefined) {
    const taken = new Set(slots.values());
    found = slots.size % SHAPES.length;
    while (taken.has(found) && taken.size < SHAPES.length) found = (found + 1) % SHAPES.length;
    slots.set(id, found);
  }
  return found;
}

/** Forgets the places of clusters that are gone, so that others can have them. */
export function keepSlots(ids) {
  const there = new Set(ids);
  for (const id of slots.keys()) if (!there.has(id)) slots.delete(id);
  for (const id of ids) slot(id);
}

export function shape(id) {
  const path = svg("path", { d: SHAPES[slot(id)], "fill-rule": "evenodd" });
  return svg("svg", { viewBox: "0 0 24 24", class: "shape", "aria-hidden": "true" }, path);
}

/** A QR code with its quiet zone: black on white whatever the theme, or scanners give up. */
export function qr(code, label) {
  if (!/^[MmHhVvLlZz\d\s.,-]*$/.test(code.path)) return null;
  const side = Number(code.size) + 8;
  return svg(
    "svg",
    { viewBox: `0 0 ${side} ${side}`, class: "qr", role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("rect", { width: side, height: side, fill: "#fff" }),
    svg("path", { d: code.path, fill: "#000", transform: "translate(4 4)" }),
  );
}

/** Whether the screen is large enough to hold everything at once; the same as in wall.css. */
export const roomy = globalThis.matchMedia?.("(min-width: 60em) and (min-height: 30em)") ?? { matches: false };

/** The root's font size in pixels. */
export const rootSize = () => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

/** Runs `work` whenever a node got another size; returns what ends that. */
export function sized(node, work) {
  if (!globalThis.ResizeObserver) return () => {};
  let last = "";
  const watch = new ResizeObserver(() => {
    const size = `${node.clientWidth}×${node.clientHeight}`;
    if (size === last) return;
    last = size;
    requestAnimationFrame(work);
  });
  watch.observe(node);
  return () => watch.disconnect();
}

/** Puts nodes into a parent in this order, takes out all others, and moves as few as it easily can. A moved node keeps its focus. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let cursor = parent.firstElementChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextElementSibling;
    else if (cursor && cursor.nextElementSibling === node) {
      // The one at the cursor went back: it is set where it belongs when its turn comes.
      cursor = node.nextElementSibling;
    } else place(parent, node, cursor);
  }
  // What was passed over stands too early.
  let before = null;
  for (const node of nodes) {
    if (before ? before.nextElementSibling !== node : parent.firstElementChild !== node) place(parent, node, before ? before.nextElementSibling : parent.firstElementChild);
    before = node;
  }
}

/** Puts a node somewhere, with its focus. */
export function place(parent, node, reference) {
  if (parent.moveBefore && node.isConnected && parent.isConnected) {
    parent.moveBefore(node, reference);
    return;
  }
  const focused = node.contains(document.activeElement) && document.activeElement;
  parent.insertBefore(node, reference);
  if (focused) focused.focus({ preventScroll: true });
}
