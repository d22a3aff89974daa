// Dragging notes, with a mouse at once and with a finger after a moment, so that a finger can still scroll. Pointer events only.

import { el } from "./dom.js";

const FAR = 6, HOLD = 350, EDGE = 70;

/** `taken(id)`: the notes that go along; `dropped(ids, area)`; `label(n)`: what the ghost says. */
export function draggable(board, { allowed, taken, dropped, label, editor }) {
  let drag = null;
  const root = board.node;

  const stop = () => {
    if (!drag) return;
    clearTimeout(drag.hold);
    cancelAnimationFrame(drag.frame);
    drag.ghost?.remove();
    for (const id of drag.ids ?? []) board.cards.get(id)?.classList.remove("dragged");
    drag.over?.classList.remove("over");
    root.classList.remove("dragging");
    const was = drag;
    drag = null;
    // The click that follows a drop chooses nothing.
    if (was.ids) setTimeout(() => (editor.dragged = false), 0);
  };

  const begin = () => {
    if (!drag || drag.ids) return;
    drag.ids = taken(drag.id);
    editor.dragged = true;
    try {
      root.setPointerCapture(drag.pointer);
    } catch {
      // The pointer went up meanwhile.
    }
    const text = board.cards.get(drag.id)?.text.textContent ?? "";
    drag.ghost = el("div", { class: "ghost", "aria-hidden": "true" }, el("span", { dir: "auto", text }), drag.ids.length > 1 ? el("strong", { text: label(drag.ids.length) }) : null);
    document.body.append(drag.ghost);
    for (const id of drag.ids) board.cards.get(id)?.classList.add("dragged");
    root.classList.add("dragging");
    step();
  };

  // Everything that follows the pointer, once a frame.
  const step = () => {
    if (!drag?.ids) return;
    const { x, y } = drag;
    drag.ghost.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
    const over = document.elementFromPoint(x, y)?.closest(".area") ?? null;
    if (over !== drag.over) {
      drag.over?.classList.remove("over");
      over?.classList.add("over");
      drag.over = over;
    }
    if (y < EDGE) scrollBy(0, (y - EDGE) / 4);
    else if (y > innerHeight - EDGE) scrollBy(0, (y - innerHeight + EDGE) / 4);
    drag.frame = requestAnimationFrame(step);
  };

  root.addEventListener("pointerdown", (event) => {
    const note = event.target.closest(".note");
    if (!note || event.button !== 0 || event.target.closest("a") || !allowed() || drag) return;
    drag = { id: note.dataset.id, pointer: event.pointerId, x: event.clientX, y: event.clientY, from: [event.clientX, event.clientY], touch: event.pointerType === "touch" };
    if (drag.touch) drag.hold = setTimeout(begin, HOLD);
  });
  root.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    drag.x = event.clientX;
    drag.y = event.clientY;
    if (drag.ids) return;
    const far = Math.hypot(drag.x - drag.from[0], drag.y - drag.from[1]) > FAR;
    if (far && drag.touch) stop();
    else if (far) begin();
  });
  root.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { ids } = drag;
    const over = ids && document.elementFromPoint(event.clientX, event.clientY)?.closest(".area");
    stop();
    if (ids && over) dropped(ids, over.dataset.area);
  });
  root.addEventListener("pointercancel", stop);
  root.addEventListener("contextmenu", (event) => drag && event.preventDefault());
  // A finger that drags does not scroll.
  root.addEventListener("touchmove", (event) => drag?.ids && event.preventDefault(), { passive: false });
  root.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drag?.ids) return;
    event.preventDefault();
    event.stopPropagation();
    stop();
  }, true);
}
