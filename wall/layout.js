// How a board fills a screen: pure arithmetic, so that no layout is measured while notes move.

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u;
const widths = new Map();

/** About how wide a text is, in its own font size. */
export function ems(text) {
  let width = widths.get(text);
  if (width === undefined) {
    width = 0;
    for (const letter of text) width += wide.test(letter) ? 1 : 0.51;
    if (widths.size > 20_000) widths.clear();
    widths.set(text, width);
  }
  return width;
}

// As in wall.css, in the note's font size: roomy, and dense below this size.
const DENSE = 0.8, LINE = 1.32, PAD_X = 1.35, GAP = 0.34;
const padding = (dense) => (dense ? 0.32 : 0.66) + (dense ? 0.2 : GAP);

/** How high a list of notes is at a font size, set in columns. */
function height(widths, inner, columns, size, clamp, around) {
  const room = (inner - (columns - 1) * GAP * size) / columns / size - PAD_X;
  if (room < 7) return Infinity;
  let sum = 0, tallest = 0;
  for (const width of widths) {
    // Words do not fill lines: a twelfth of each is lost.
    const lines = Math.min(clamp, Math.max(1, Math.ceil((width * 1.09) / room)));
    const one = (lines * LINE + around) * size;
    sum += one;
    if (one > tallest) tallest = one;
  }
  // Columns never come out quite even.
  return columns === 1 ? sum : sum / columns + tallest * 0.6;
}

const steps = [];
for (let size = 1.5; size > 0.78; size -= 0.06) steps.push([size, 9]);
for (let size = 0.78; size > 0.66; size -= 0.04) steps.push([size, 4]);
for (const clamp of [3, 2, 1]) steps.push([0.66, clamp]);

/**
 * The largest type at which all notes of all areas are on the screen.
 * In: name and texts of each area, the space, the root's font size. Out: columns of the grid (the last row shares its width out among those it has), how
 * the rows share the height, and for each area in how many columns its notes stand; `scrolls` where not even the smallest type would do.
 */
export function fit(named, width, height_, base, gap) {
  const areas = named.map(({ name, texts }) => ({ name, texts: texts.map(ems) }));
  const key = JSON.stringify([width, height_, base, gap, areas.map(({ name, texts }) => [name, texts.length, texts.reduce((sum, one) => sum + one, 0)])]);
  if (key !== last.key) last = { key, laid: fitted(areas, width, height_, base, gap) };
  return last.laid;
}

// Most of what is told changes no note: then the last answer holds.
let last = {};

function fitted(areas, width, height_, base, gap) {
  const widest = Math.min(areas.length, Math.max(1, Math.floor(width / (base * 11))));
  let best = null;
  // Lists of one column read best: several only where the type would be smaller otherwise.
  for (const [step, clamp, most] of steps.flatMap(([step, clamp]) => [1, 2, 3, 4].map((most) => [step, clamp, most]))) {
    const size = step * base;
    for (let columns = 1; columns <= widest; columns += 1) {
      const rows = Math.ceil(areas.length / columns);
      const needs = [], inside = [];
      for (let row = 0; row < rows; row += 1) {
        let need = 0;
        const those = areas.slice(row * columns, (row + 1) * columns);
        const inner = (width - (those.length - 1) * gap) / those.length - base * 1.35;
        for (const { name, texts } of those) {
          let least = Infinity, chosen = 1;
          for (let count = 1; count <= most; count += 1) {
            const one = height(texts, inner, count, size, clamp, padding(step < DENSE));
            if (one < least * 0.97) [least, chosen] = [one, count];
          }
          inside.push(chosen);
          const lines = Math.ceil((ems(name) * 1.25 * base) / Math.max(base * 4, inner - base * 7));
          need = Math.max(need, least + (2 + Math.max(1.6, lines * 1.28)) * base);
        }
        needs.push(need);
      }
      const total = needs.reduce((sum, need) => sum + need, 0) + (rows - 1) * gap;
      if (total <= height_ && (!best || score(areas.length, columns, width, height_) < best.score))
        best = { columns, rows: needs, inside, size: step, clamp, scrolls: false, score: score(areas.length, columns, width, height_) };
    }
    if (best) return best;
  }
  let columns = 1;
  for (let one = 2; one <= widest; one += 1) if (score(areas.length, one, width, height_) < score(areas.length, columns, width, height_)) columns = one;
  const rows = Math.ceil(areas.length / columns);
  const inner = (width - (columns - 1) * gap) / columns - base * 1.2;
  const inside = areas.map(() => Math.max(1, Math.min(3, Math.floor(inner / (base * 0.7 * 13)))));
  return { columns, rows: Array(rows).fill(1), inside, size: 0.7, clamp: 2, scrolls: true };
}

/** How far a grid is from areas that are a little wider than high, all rows alike. */
function score(count, columns, width, height_) {
  const rows = Math.ceil(count / columns);
  const shape = width / columns / (height_ / rows);
  return Math.abs(Math.log(shape / 1.15)) + ((columns * rows - count) / count) * 0.5;
}
