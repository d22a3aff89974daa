// What is projected beside the board: agenda, join, the stream of notes, the vote, the result, thanks.
// Each screen is a node and a function that writes a state into it.

import { arrange, el, keepSlots, link, put, qr, roomy, rootSize, set, shape, sized, slot, words } from "./dom.js";
import { appear, glide, positions } from "./motion.js";
import { card, show } from "./card.js";
import { date, day, hour, number, spoken, t } from "./i18n.js";
import { ranked, shown as open } from "./store.js";
import { CROWDED, ems, table } from "./layout.js";
import { Board } from "./board.js";

/** Builds a node anew only when what it shows differs. */
function keyed(node, build) {
  let last = null;
  return (...values) => {
    const key = JSON.stringify([spoken(), ...values]);
    if (key === last) return;
    last = key;
    node.replaceChildren(...build(...values).filter(Boolean));
  };
}

function agenda() {
  const list = el("ol", { class: "parts", role: "list" });
  const title = el("h1", { dir: "auto" });
  const about = el("p", { class: "about", dir: "auto" });
  const node = el("div", { class: "screen agenda" }, el("div", { class: "lead" }, title, about), list);
  const write = keyed(list, (parts, on, zone, past) =>
    parts.map((part, index) => {
      const now = index === on;
      const done = past[index] && !now;
      return el(
        "li",
        { class: now ? "now" : done ? "done" : null, "aria-current": now && "step" },
        el("span", { class: "mark", "aria-hidden": "true", text: now ? "▶" : done ? "✓" : "" }),
        el("span", { class: "when", text: `${hour(part.starts, zone)} – ${hour(part.ends, zone)}` }),
        el("span", { class: "what" }, words("strong", part.title), now && part.text ? words("span", part.text, { class: "text" }) : null),
        done ? el("span", { class: "sr", text: t("agenda.done") }) : null,
      );
    }),
  );
  return {
    node,
    update(state, now) {
      put(title, state.session.title);
      put(about, [date(state.session.date ?? state.agenda[0]?.starts, state.session.timezone) ?? state.session.day, state.session.place].filter(Boolean).join(" · "));
      write(state.agenda, state.part ?? null, state.session.timezone, state.agenda.map((part) => Date.parse(part.ends) <= now));
    },
  };
}

/** Code, address and steps. */
function invitation(join, stem, steps) {
  if (!join) return [el("p", { class: "empty", text: t("join.none") })];
  return [
    join.qr ? qr(join.qr, t("join.code", { address: join.short })) : null,
    el(
      "div",
      { class: "how" },
      steps ? el("h1", { text: t("join.title") }) : el("h2", { text: t("join.title") }),
      el("p", { class: "short" }, link(join.url, join.short, { dir: "ltr" })),
      steps
        ? el("ol", { class: "steps" }, el("li", { text: t("join.step1") }), el("li", { text: t("join.step2") }), el("li", {}, stem ? t("join.step3stem", { stem }) : t("join.step3")), el("li", { text: t("join.step4") }))
        : null,
    ),
  ].filter(Boolean);
}

function join() {
  const node = el("div", { class: "screen join" });
  const write = keyed(node, (session) => invitation(session.join, session.stem, true));
  return { node, update: (state) => write({ join: state.session.join, stem: state.session.stem }) };
}

const NEWEST = 60;

function notes() {
  const count = el("p", { class: "tally" });
  const prompts = el("div", { class: "prompts" });
  const list = el("ul", { class: "stream", role: "list" });
  const empty = el("p", { class: "empty", text: t("notes.none") });
  const earlier = el("p", { class: "earlier" });
  const flow = el("div", { class: "flow", tabindex: "0", role: "group" }, empty, list, earlier);
  const aside = el("aside", { class: "late", "aria-label": t("join.title") });
  const heading = el("h1", { class: "sr", text: t("screen.notes") });
  const node = el("div", { class: "screen stream-of-notes" }, el("div", { class: "lead" }, heading, prompts, count), flow, aside);
  const cards = new Map(), seen = new Map();
  const writePrompts = keyed(prompts, (lines, stem) => [...lines.map((line) => words("p", line)), !lines.length && stem ? words("p", `${stem} …`) : null]);
  const writeAside = keyed(aside, (way) => (way ? invitation(way, "", false) : []));
  return {
    node,
    update(state) {
      set(flow, "aria-label", t("screen.notes"));
      writePrompts(state.session.prompts, state.session.stem);
      writeAside(state.session.join);
      aside.hidden = !state.session.join;
      const fresh = seen.size === 0;
      const unseen = state.notes.filter((note) => !seen.has(note.id));
      unseen.sort((a, b) => (Date.parse(a.written) || 0) - (Date.parse(b.written) || 0));
      for (const note of unseen) seen.set(note.id, seen.size);
      const newest = [...state.notes].sort((a, b) => seen.get(b.id) - seen.get(a.id)).slice(0, NEWEST);
      const before = positions(cards.values());
      const born = [];
      const nodes = newest.map((note) => {
        let one = cards.get(note.id);
        if (!one) {
          one = card(note.id, false);
          cards.set(note.id, one);
          if (!fresh) born.push(one);
        }
        show(one, note, { stem: "", spoken: spoken() });
        return one;
      });
      const kept = new Set(newest.map((note) => note.id));
      for (const id of [...cards.keys()]) if (!kept.has(id)) cards.delete(id);
      arrange(list, nodes);
      const n = state.notes.length;
      if (count.dataset.n !== `${n}${spoken()}`) {
        count.replaceChildren(el("strong", { text: number(n) }), " ", t("notes.word", { n }));
        count.dataset.n = `${n}${spoken()}`;
      }
      empty.hidden = n > 0;
      list.hidden = n === 0;
      earlier.hidden = n <= NEWEST;
      put(earlier, t("notes.earlier", { n: Math.max(0, n - NEWEST) }));
      glide(before, nodes);
      appear(born.slice(0, 12));
      for (const one of born.slice(0, 12)) {
        one.classList.add("new");
        setTimeout(() => one.classList.remove("new"), 6000);
      }
    },
  };
}

function board() {
  const view = new Board();
  const node = el("div", { class: "screen on-board" }, el("h1", { class: "sr", text: t("screen.board") }), view.node);
  return { node, update: (state) => view.update(state), gone: () => view.gone() };
}

const UNITS = ["votes", "yes-votes", "dots", "first-places", "points", "voters", "credits"];
/** “12 votes” in the interface's language; the number alone where its unit is none that is known. */
export const votes = (n, unit) => (UNITS.includes(unit) ? t(`unit.${unit}`, { n }) : number(n));

const some = (n) => typeof n === "number";
/** What a cluster got, in words: of a motion all that were cast. */
export function figure(cluster, unit) {
  if (!some(cluster.against) && !some(cluster.abstain)) return votes(cluster.votes ?? 0, unit);
  const cast = [["motion.for", cluster.votes ?? 0], ["motion.against", cluster.against], ["motion.abstain", cluster.abstain]];
  return cast.filter(([, n]) => some(n)).map(([key, n]) => t(key, { n })).join(t("list.comma"));
}

const ratio = (part, whole) => (whole > 0 ? Math.max(0, Math.min(1, part / whole)) : 0);
const cast = (one) => [one.votes ?? 0, one.against ?? 0, one.abstain ?? 0];

/** Bars of clusters: the same nodes throughout, so that bars grow and places change gently; set so that they are all on the screen. */
function bars(list, { result }) {
  const rows = new Map();
  const more = el("p", { class: "beyond", "aria-hidden": "true", hidden: true });
  const hold = el("div", { class: "hold", onscroll: () => rest() }, list);
  const node = el("div", { class: "ballots" }, hold, more);
  let shown = [], state = null;

  /** How many are below what is in sight. */
  const rest = () => {
    const bottom = hold.scrollTop + hold.clientHeight;
    const n = hold.clientHeight ? shown.filter((row) => row.node.offsetTop + row.node.offsetHeight * 0.75 > bottom).length : 0;
    put(more, n ? t("more", { n }) : "");
    more.hidden = !n;
    const scrolls = hold.scrollHeight > hold.clientHeight + 2;
    set(hold, "tabindex", scrolls ? "0" : null);
    set(hold, "role", scrolls ? "group" : null);
    set(hold, "aria-label", scrolls ? t(result ? "screen.result" : "screen.vote") : null);
  };

  const wear = (laid) => {
    const style = (name, value) => (laid ? list.style.setProperty(name, value) : list.style.removeProperty(name));
    node.classList.toggle("over", Boolean(laid?.over));
    style("font-size", `${laid?.size}rem`);
    style("grid-template-columns", `repeat(${laid?.columns}, minmax(0, 1fr))`);
    style("grid-template-rows", laid?.over ? "none" : `repeat(${laid?.rows}, auto)`);
    style("grid-auto-flow", laid?.over ? "row" : "column");
    style("--lines", laid?.lines);
    style("--spare", `${laid?.spare}em`);
  };

  const lay = () => {
    if (!state) return;
    const free = !roomy.matches || !node.closest("body.wall");
    const many = shown.length > CROWDED;
    node.parentNode?.classList.toggle("crowded", many && !free);
    list.classList.toggle("laid", !free);
    set(list, "data-n", many ? "many" : null);
    const items = shown.map(({ name, beside }) => ({ name: ems(name.textContent), beside }));
    const bars = shown.some((row) => row.counted);
    // Fonts differ: where it comes out higher than reckoned, it is reckoned again with less room.
    let height = hold.clientHeight;
    for (let tries = 0; tries < 4; tries += 1) {
      const laid = !free && height > 0 ? table(items, hold.clientWidth, height, rootSize(), bars) : null;
      wear(laid);
      const over = hold.scrollHeight - hold.clientHeight;
      if (!laid || laid.over || over <= 2) break;
      height -= over + 2;
    }
    rest();
  };

  const write = (told, clusters) => {
    state = told;
    const most = Math.max(1, ...clusters.map((one) => cast(one).reduce((sum, n) => sum + n, 0)));
    const before = positions([...rows.values()].map((row) => row.node));
    keepSlots(state.clusters.map((one) => one.id));
    shown = clusters.map((cluster) => {
      let row = rows.get(cluster.id);
      if (!row || row.spoken !== spoken() || row.number !== cluster.number) {
        const parts = ["bar", "bar against", "bar abstain"].map((name) => el("span", { class: name }));
        row = { spoken: spoken(), number: cluster.number, parts, rank: el("span", { class: "rank" }), name: el("span", { class: "name", dir: "auto" }), figure: el("span", { class: "figure" }), chosen: el("span", { class: "chosen" }) };
        const issue = cluster.number ? link(cluster.url, `#${cluster.number}`, { class: "issue", "aria-label": t("cluster.issue", { number: String(cluster.number) }) }) : el("span", { class: "issue" });
        row.node = el("li", { "data-slot": slot(cluster.id) }, row.rank, shape(cluster.id), el("span", { class: "label" }, row.name, row.chosen), issue, el("span", { class: "track", "aria-hidden": "true" }, parts), row.figure);
        rows.set(cluster.id, row);
      }
      row.counted = some(cluster.votes);
      put(row.name, cluster.name);
      put(row.rank, result && cluster.rank ? number(cluster.rank) : "");
      put(row.figure, row.counted ? figure(cluster, state.vote.unit) : "");
      put(row.chosen, cluster.chosen ? `★ ${t(state.vote.open ? "vote.wouldBe" : "result.chosen")}` : "");
      row.node.classList.toggle("is-chosen", cluster.chosen);
      row.node.classList.toggle("counted", row.counted);
      const width = (span) => (span.textContent ? ems(span.textContent) : 0);
      row.beside = width(row.figure) * 1.12 + (cluster.number ? ems(`#${cluster.number}`) * 0.95 : 0) + (row.chosen.textContent ? width(row.chosen) * 0.9 + 2 : 0) + (result ? 2 : 0);
      let at = 0;
      cast(cluster).forEach((n, index) => {
        const share = ratio(n, most);
        row.parts[index].style.transform = `translateX(${at * 100}%) scaleX(${share})`;
        at += share;
      });
      return row;
    });
    for (const id of [...rows.keys()]) if (!clusters.some((one) => one.id === id)) rows.delete(id);
    arrange(list, shown.map((row) => row.node));
    lay();
    glide(before, before.keys());
  };
  return { node, write, gone: sized(hold, lay) };
}

function vote() {
  const title = el("h1");
  const how = el("p", { class: "how", dir: "auto" });
  const facts = el("ul", { class: "facts", role: "list" });
  const list = el("ul", { class: "ballot", role: "list" });
  const hint = el("p", { class: "hint" });
  const ballot = bars(list, { result: false });
  const node = el("div", { class: "screen vote" }, el("div", { class: "lead" }, title, how, facts), ballot.node, hint);
  const writeFacts = keyed(facts, (vote, zone, where) => [
    vote.hindrance ? words("li", vote.hindrance, { class: "hindrance" }) : el("li", { text: t(vote.open ? "vote.closes" : "vote.closed", { when: day(vote.closes, zone) }) }),
    vote.each ? el("li", { text: t("vote.each", { n: vote.each }) }) : null,
    some(vote.voters) ? el("li", { text: t("vote.voters", { n: vote.voters }) }) : null,
    where ? el("li", {}, link(where, where.replace(/^https?:\/\//, ""), { dir: "ltr" })) : null,
  ]);
  return {
    node,
    gone: ballot.gone,
    update(state) {
      put(title, t(state.vote.open ? "vote.open" : "vote.title"));
      put(how, state.vote.how);
      writeFacts(state.vote, state.session.timezone, state.session.issue);
      const shown = open(state);
      put(hint, shown ? "" : t("vote.hidden"));
      hint.hidden = shown || !state.clusters.length || Boolean(state.vote.hindrance);
      node.classList.toggle("shown", shown);
      ballot.write(state, shown ? ranked(state) : state.clusters);
    },
  };
}

function result() {
  const title = el("h1", { text: t("result.title") });
  const facts = el("p", { class: "how" });
  const list = el("ol", { class: "ballot ranked", role: "list" });
  const wait = el("p", { class: "empty" });
  const ballot = bars(list, { result: true });
  const node = el("div", { class: "screen result" }, el("div", { class: "lead" }, title, facts), ballot.node, wait);
  return {
    node,
    gone: ballot.gone,
    update(state) {
      const shown = open(state) && !state.vote.hindrance;
      const voters = state.vote.voters;
      const chosen = state.clusters.filter((one) => one.chosen).length;
      put(facts, [shown && some(voters) ? t("vote.voters", { n: voters }) : "", shown && chosen ? t(state.vote.open ? "result.wouldBe" : "result.count", { n: chosen }) : ""].filter(Boolean).join(" · "));
      ballot.node.hidden = !shown;
      wait.hidden = shown;
      set(wait, "dir", state.vote.hindrance ? "auto" : null);
      put(wait, state.vote.hindrance ?? t("result.wait"));
      ballot.write(state, shown ? ranked(state) : []);
    },
  };
}

const AFTER = ["closed", "published"];

function thanks() {
  const node = el("div", { class: "screen thanks" });
  const write = keyed(node, (session, n, clusters, voters, report, closes, vote, hindrance, off) => [
    el("div", { class: "lead" }, el("h1", { text: t("thanks.title") }), el("p", { class: "how" }, [t("notes", { n }), t("clusters", { n: clusters }), voters ? t("vote.voters", { n: voters }) : null].filter(Boolean).join(" · "))),
    off && !hindrance && !session.issue ? null : el("h2", { text: t("thanks.next") }),
    el(
      "ol",
      { class: "steps" },
      hindrance ? words("li", hindrance, { class: "hindrance" }) : off ? null : el("li", { class: vote === "thanks.voteOver" ? "done" : null, text: t(vote, { when: day(closes, session.timezone) }) }),
      off && !report ? null : el("li", { class: report ? "done" : null }, t(report ? "thanks.reportThere" : "thanks.report"), report ? [" ", link(report.url, report.url.replace(/^https?:\/\//, ""), { dir: "ltr" })] : null),
      off && !report ? null : el("li", { class: report?.merged ? "done" : null, text: t(report?.merged ? "thanks.merged" : "thanks.review") }),
      session.issue ? el("li", {}, t("thanks.follow"), " ", link(session.issue, session.issue.replace(/^https?:\/\//, ""), { dir: "ltr" })) : null,
    ),
  ]);
  return {
    node,
    update(state, now) {
      const { open, voters, closes, hindrance } = state.vote;
      const opened = open || some(voters) || AFTER.includes(state.stage);
      const over = opened && (!open || Date.parse(closes) <= now);
      const vote = over ? "thanks.voteOver" : open ? "thanks.vote" : "thanks.voteLater";
      write({ timezone: state.session.timezone, issue: state.session.issue }, state.notes.length, state.clusters.length, voters ?? null, state.report, closes, vote, hindrance ?? null, Boolean(state.session.off));
    },
  };
}

export const SCREENS = { agenda, join, notes, board, vote, result, thanks };
export const NAMES = Object.keys(SCREENS);
