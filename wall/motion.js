// Motion: one write to the page a frame, and nodes that glide from where they were to where they are, by transforms alone.

const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");
export const calm = () => still?.matches ?? false;

/** Runs a function at the next frame, once however often it is asked for. */
export function framed(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    const run = () => {
      if (!asked) return;
      asked = false;
      work();
    };
    // A hidden page has no frames, and is to be right when it is seen.
    if (document.hidden) setTimeout(run, 200);
    else requestAnimationFrame(run);
  };
}

/** Where nodes are on the screen; those out of sight are left out. */
export function positions(nodes) {
  const bottom = innerHeight, found = new Map();
  for (const node of nodes) {
    const box = node.getBoundingClientRect();
    if (box.bottom > 0 && box.top < bottom && box.width && inside(node, box)) found.set(node, box);
  }
  return found;
}

/** Whether a node is in sight of the list that scrolls it; asked once a frame for each list. */
const clips = new Map();
function inside(node, box) {
  const list = node.parentNode;
  // It is gone.
  if (!list?.parentNode) return false;
  let clip = clips.get(list);
  if (!clip) {
    if (!clips.size) queueMicrotask(() => clips.clear());
    clip = list.parentNode.getBoundingClientRect();
    clips.set(list, clip);
  }
  return box.bottom > clip.top && box.top < clip.bottom;
}

/** Lets nodes glide from their old positions; those that were not there appear. */
export function glide(before, nodes, { most = 600 } = {}) {
  if (calm()) return;
  const bottom = innerHeight, moves = [];
  clips.clear();
  for (const node of nodes) {
    const old = before.get(node);
    if (!old) continue;
    const box = node.getBoundingClientRect();
    const x = old.left - box.left, y = old.top - box.top;
    if ((Math.abs(x) > 1 || Math.abs(y) > 1) && box.bottom > -200 && box.top < bottom + 200 && inside(node, box)) moves.push([node, x, y]);
    if (moves.length >= most) break;
  }
  for (const [node, x, y] of moves)
    node.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], { duration: 420, easing: "cubic-bezier(.2,.7,.2,1)" });
}

/** Lets nodes appear. */
export function appear(nodes) {
  if (calm()) return;
  for (const node of nodes)
    node.animate([{ opacity: 0, transform: "translateY(-0.75rem)" }, { opacity: 1, transform: "none" }], { duration: 500, easing: "ease-out" });
}
