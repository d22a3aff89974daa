// What this page knows of the session. In: messages of the server, edits that were made here. Out: states. Pure: no clock, no page, no network.

/** What a message makes of a state: the new state, the same one where it says nothing new, or null where something between was missed. */
export function absorb(state, message) {
  if (message.board) return message.board;
  const change = message.change;
  if (!state) return null;
  if (change.version <= state.version) return state;
  if (change.from !== state.version) return null;
  const { from, notes = [], gone = [], order = null, ...fields } = change;
  return { ...state, ...fields, notes: rearranged(state.notes, notes, gone, order) };
}

function rearranged(before, changed, gone, order) {
  if (!changed.length && !gone.length && !order) return before;
  const cards = new Map(before.map((card) => [card.id, card]));
  for (const id of gone) cards.delete(id);
  for (const card of changed) cards.set(card.id, card);
  if (!order) return [...cards.values()];
  const first = order.map((id) => cards.get(id)).filter(Boolean);
  for (const card of first) cards.delete(card.id);
  return [...first, ...cards.values()];
}

/** Names are the same where they differ in case, width or blanks only. */
export const folded = (name) => name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** How a state will look once an edit is done. What the server says of it later replaces this. */
export function edited(state, edit) {
  const [kind, what] = Object.entries(edit)[0];
  const cards = (ids, fields) => {
    const touched = new Set(ids);
    return state.notes.map((card) => (touched.has(card.id) ? { ...card, ...fields, pending: true } : card));
  };
  switch (kind) {
    case "move":
      return { ...state, notes: cards(what.notes, { cluster: what.to, parked: false, merged: null }) };
    case "park":
      return { ...state, notes: cards(what.notes, { cluster: null, parked: true, merged: null }) };
    case "unplace":
      return { ...state, notes: cards(what.notes, { cluster: null, parked: false, merged: null }) };
    case "new": {
      const id = `new:${folded(what.name)}`;
      const cluster = { id, name: what.name, about: null, number: null, url: null, why: null, votes: null, rank: null, chosen: false, pending: true };
      const clusters = state.clusters.some((one) => one.id === id) ? state.clusters : [...state.clusters, cluster];
      return { ...state, clusters, notes: cards(what.notes, { cluster: id, parked: false, merged: null }) };
    }
    case "merge":
      return { ...state, notes: cards([what.note], { merged: what.into }) };
    case "unmerge":
      return { ...state, notes: cards([what.note], { merged: null }) };
    case "rename":
      return { ...state, clusters: state.clusters.map((one) => (one.id === what.cluster ? { ...one, name: what.name, pending: true } : one)) };
    case "join": {
      const ids = state.notes.filter((card) => card.cluster === what.cluster).map((card) => card.id);
      return { ...state, clusters: state.clusters.filter((one) => one.id !== what.cluster), notes: cards(ids, { cluster: what.into }) };
    }
    default:
      return state;
  }
}

/** The areas of the board in order: each cluster, then what is not placed and what is parked; and for each note how many were merged into it. */
export function areas(state) {
  const clusters = new Map(state.clusters.map((cluster) => [cluster.id, { id: cluster.id, cluster, notes: [] }]));
  const unplaced = { id: "-unplaced", cluster: null, notes: [] };
  const parked = { id: "-parked", cluster: null, notes: [] };
  const byId = new Map(state.notes.map((card) => [card.id, card]));
  const merged = new Map();
  for (const card of state.notes) {
    const into = card.merged && root(byId, card);
    if (into) merged.set(into.id, (merged.get(into.id) ?? 0) + 1);
    else if (card.parked) parked.notes.push(card);
    else (clusters.get(card.cluster) ?? unplaced).notes.push(card);
  }
  return { clusters: [...clusters.values()], unplaced, parked, merged, byId };
}

/** The note that a merged one is shown with: null where that one is gone, or where notes were merged in a ring. */
function root(byId, card) {
  let one = card;
  for (let steps = 0; one?.merged && steps < 50; steps += 1) one = byId.get(one.merged);
  return one && !one.merged && one !== card ? one : null;
}

/** What changed between two states, as sentences to be: `[key, values]`, the most important first. */
export function news(before, after) {
  const told = [];
  if (!before) return told;
  const olds = new Map(before.notes.map((card) => [card.id, card]));
  const names = new Map(after.clusters.map((one) => [one.id, one.name]));
  let fresh = 0;
  const moves = new Map();
  const count = (where) => moves.set(where, (moves.get(where) ?? 0) + 1);
  for (const card of after.notes) {
    const old = olds.get(card.id);
    if (!old) fresh += 1;
    else if (card.merged !== old.merged) count(card.merged ? "-merged" : (card.cluster ?? "-unplaced"));
    else if (card.parked !== old.parked && card.parked) count("-parked");
    else if (card.cluster !== old.cluster) count(card.cluster ?? "-unplaced");
  }
  if (fresh) told.push(["news.new", { n: fresh }]);
  const several = moves.size > 3;
  let rest = 0;
  for (const [where, n] of moves) {
    if (several) rest += n;
    else if (where === "-merged") told.push(["news.merged", { n }]);
    else if (where === "-parked") told.push(["news.parked", { n }]);
    else if (names.has(where)) told.push(["news.moved", { n, cluster: names.get(where) }]);
    else told.push(["news.unplaced", { n }]);
  }
  if (rest) told.push(["news.movedSeveral", { n: rest, clusters: moves.size }]);
  const olderClusters = new Map(before.clusters.map((one) => [one.id, one.name]));
  for (const cluster of after.clusters) {
    const old = olderClusters.get(cluster.id);
    if (old === undefined) told.push(["news.cluster", { cluster: cluster.name }]);
    else if (old !== cluster.name) told.push(["news.renamed", { old, cluster: cluster.name }]);
  }
  return told;
}

/** Whether figures are shown. */
export const shown = (state) => Boolean(state && state.revealed && !state.vote.hidden && state.clusters.some((one) => one.votes !== null && one.votes !== undefined));

/** What became of the vote between two states: `now` is to be told at once, `soon` bundled with what follows, `[key, values]` each. `said(cluster)` puts a figure in words. */
export function ballot(before, after, said, list) {
  const now = [];
  let soon = null;
  if (!before) return { now, soon };
  const places = () => ranked(after).slice(0, 3).map((one) => ["news.rank", { rank: one.rank ?? 1, cluster: one.name, votes: said(one) }]);
  const chosen = after.vote.open ? [] : after.clusters.filter((one) => one.chosen).map((one) => one.name);
  const [was, is] = [shown(before), shown(after)];
  const closed = before.vote.open && !after.vote.open && !after.vote.hindrance;
  const revealed = !was && is && !before.revealed;
  if (closed) now.push(is && chosen.length ? ["news.closedChosen", { clusters: list(chosen) }] : ["news.closed", {}]);
  if (revealed) now.push(["news.revealed", {}], ...places());
  if (!closed && !was && is && chosen.length) now.push(["news.chosen", { clusters: list(chosen) }]);
  const figures = (state) => JSON.stringify([state.vote.voters, shown(state) ? state.clusters.map((one) => [one.id, one.votes, one.against, one.abstain, one.rank]) : null]);
  if (after.vote.open && after.vote.voters && !revealed && figures(before) !== figures(after)) soon = [["vote.voters", { n: after.vote.voters }], ...(is ? places() : [])];
  return { now, soon };
}

/** Edits that failed since the last state, and were not told of yet. `known`: ids of those that were. */
export function failures(state, known) {
  const fresh = (state.edits ?? []).filter((one) => one.state === "failed" && !known.has(one.id));
  for (const one of fresh) known.add(one.id);
  return fresh.reverse();
}

/** An edit in parts that can be said in any language: its kind, how many notes, and what it names. */
export function parts(edit, state) {
  const [[kind, what]] = Object.entries(edit);
  const name = (id) => (id === undefined ? null : (state?.clusters.find((one) => one.id === id)?.name ?? id.replace(/^new:/, "")));
  const notes = what.notes?.length ?? (what.note === undefined ? 0 : 1);
  return { kind, notes, of: name(what.cluster), to: what.name ?? (kind === "merge" ? null : name(what.to ?? what.into)) };
}

/** The clusters as they came out: by rank, those without one last. */
export function ranked(state) {
  return [...state.clusters].sort((a, b) => (a.rank ?? 1e9) - (b.rank ?? 1e9) || (b.votes ?? -1) - (a.votes ?? -1));
}

/** Seconds left of a timer, or of the part that is on; null where neither is. */
export function left(state, now) {
  const timer = state.timer;
  if (timer) return Math.max(0, timer.paused ?? (Date.parse(timer.ends) - now) / 1000);
  const part = state.part === null || state.part === undefined ? null : state.agenda[state.part];
  return part ? Math.max(0, (Date.parse(part.ends) - now) / 1000) : null;
}

/** A note's words without its stem, which stands once above all of them. */
export function split(text, stem) {
  if (!stem) return ["", text];
  const begins = text.slice(0, stem.length).toLowerCase() === stem.toLowerCase() && /[\s,:…]/.test(text[stem.length] ?? "");
  return begins ? [text.slice(0, stem.length + 1), text.slice(stem.length + 1)] : ["", text];
}
