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

/** With more groups than this there is room for the names of notes and groups, and for nothing beside them. */
export const CROWDED = 8;
/** A group's name takes so many lines at most. */
const NAME = 2;

/** Where an area is narrow, or there are many, its name stands smaller and without a link. */
const cramped = (count, inner, base) => count > CROWDED || inner < base * 15;

/** How high a group is without its notes, in the root's font size. */
function around(name, inner, base, crowded) {
  const heading = crowded ? 0.92 : 1.08;
  const room = Math.max(base * 4, inner - base * (crowded ? 3.6 : 7));
  const wide = (text) => (ems(text) * 1.16 * heading * base) / room;
  const needed = Math.max(1, Math.ceil(wide(name)));
  const lines = Math.min(NAME, needed);
  // A name that is cut off, or broken within a word, costs as if it took more: wider areas are better then.
  const cost = (needed - lines) * 1.2 + (name.split(/[\s/-]+/).some((word) => wide(word) > 1) ? 3 : 0);
  return { high: crowded ? 1.35 + lines * 1.15 * heading : 2 + Math.max(1.6, lines * 1.28), cost };
}

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
        const crowded = cramped(areas.length, (width - (columns - 1) * gap) / columns - base * 1.35, base);
        for (const { name, texts } of those) {
          let least = Infinity, chosen = 1;
          for (let count = 1; count <= most; count += 1) {
            const one = height(texts, inner, count, size, clamp, padding(step < DENSE));
            if (one < least * 0.97) [least, chosen] = [one, count];
          }
          inside.push(chosen);
          const { high, cost } = around(name, inner, base, crowded);
          need = Math.max(need, least + (high + cost) * base);
        }
        needs.push(need);
      }
      const total = needs.reduce((sum, need) => sum + need, 0) + (rows - 1) * gap;
      if (total <= height_ && (!best || score(areas.length, columns, width, height_) < best.score))
        best = { columns, rows: needs, inside, size: step, clamp, crowded: cramped(areas.length, (width - (columns - 1) * gap) / columns - base * 1.35, base), scrolls: false, score: score(areas.length, columns, width, height_) };
    }
    if (best) return best;
  }
  // Not all can be seen: as many as can, one line each where groups are many.
  const many = areas.length > CROWDED;
  const size = many ? 0.62 : 0.7;
  let columns = 1, most = -1, fair = Infinity;
  for (let one = 1; one <= widest; one += 1) {
    const rows = Math.ceil(areas.length / one);
    const inner = (width - (one - 1) * gap) / one - base * 1.35;
    const names = areas.map(({ name }) => around(name, inner, base, cramped(areas.length, inner, base)));
    const free = (height_ - (rows - 1) * gap) / rows - Math.max(...names.map(({ high }) => high)) * base;
    const lines = Math.max(0, Math.floor(free / (size * base * (LINE + padding(true))))) * Math.max(1, Math.floor(inner / (size * base * 16)));
    const seen = lines * areas.length * (1 - Math.min(0.5, names.reduce((sum, { cost }) => sum + cost, 0) / names.length / 6));
    const far = score(areas.length, one, width, height_);
    if (seen > most * 1.15 || (seen > most * 0.95 && far < fair)) [columns, most, fair] = [one, seen, far];
  }
  const rows = Math.ceil(areas.length / columns);
  const inner = (those) => (width - (those - 1) * gap) / those - base * 1.35;
  const last = areas.length - (rows - 1) * columns;
  const inside = areas.map(({ texts }, index) => Math.max(1, Math.min(4, texts.length, Math.floor(inner(index < areas.length - last ? columns : last) / (size * base * 16)))));
  return { columns, rows: Array(rows).fill(1), inside, size, clamp: many ? 1 : 2, crowded: cramped(areas.length, inner(columns), base), scrolls: true };
}

const COLUMNS = 3, LARGEST = 1.35, SMALLEST = 0.6, STEP = 0.03;

/**
 * The largest type at which all rows of a vote are on the screen, in up to three columns that are read one after the other.
 * In: of each row how wide its name and what stands beside it are, in ems; the space, the root's font size, whether there are bars.
 * Out: columns, rows, size, lines a name may take, what is left over for each row; `over` where they are too many even so.
 */
export function table(items, width, height_, base, bars) {
  const count = Math.max(1, items.length);
  for (let size = LARGEST; size >= SMALLEST; size -= STEP)
    for (const most of size > 0.75 ? [2] : [2, 1])
      for (let columns = 1; columns <= Math.min(COLUMNS, Math.ceil(count / 4)); columns += 1) {
        const em = size * base;
        const room = (width - (columns - 1) * ROW.between * em) / columns / em - ROW.beside;
        const rows = Math.ceil(count / columns);
        const lines = Array(rows).fill(1);
        let fits = true;
        items.forEach(({ name, beside }, index) => {
          const free = room - beside;
          // Bold type is wider, and words do not fill lines.
          const wide = (name * 1.1) / Math.max(1, free);
          const needed = wide <= 1 ? 1 : Math.ceil(wide + 0.3);
          // At sizes that are read well no name is cut off.
          if (free < 5 || (needed > most && most === 2 && size > 0.66)) fits = false;
          const row = index % rows;
          lines[row] = Math.max(lines[row], Math.min(most, needed));
        });
        if (!fits) continue;
        const high = lines.reduce((sum, one) => sum + one * ROW.line + ROW.pad + (bars ? ROW.bar : 0), 0) * em + rows * 4 + (rows - 1) * ROW.gap * em;
        if (high <= height_ - 4) return { columns, rows, size, lines: most, spare: Math.min(0.55, (height_ - 4 - high) / rows / em / 2.7), over: false };
      }
  const columns = Math.max(1, Math.min(COLUMNS, Math.floor(width / (base * 18))));
  return { columns, rows: Math.ceil(count / columns), size: 0.7, lines: 1, spare: 0.1, over: true };
}

/** As in wall.css, in the font size of the list: what a row needs beside and around its name. */
const ROW = { line: 1.25, pad: 0.4, bar: 0.55, gap: 0.3, between: 0.9, beside: 4.6 };

/** How far a grid is from areas that are a little wider than high, all rows alike. */
function score(count, columns, width, height_) {
  const rows = Math.ceil(count / columns);
  const shape = width / columns / (height_ / rows);
  return Math.abs(Math.log(shape / 1.15)) + ((columns * rows - count) / count) * 0.5;
}
