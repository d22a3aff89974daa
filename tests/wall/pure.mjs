// What needs no browser: the strings of all languages, and what the page makes of messages and edits. One line a check.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { absorb, areas, ballot, edited, failures, news, parts, split } from "../../wall/store.js";
import { fit, table } from "../../wall/layout.js";
import { Outbox } from "../../wall/outbox.js";
import { Link, TIMES } from "../../wall/link.js";
import { Announcer, Ticker } from "../../wall/announce.js";
import { mock } from "node:test";
import { crowd, kubecon, note, polled } from "./fixtures.mjs";

const wall = fileURLToPath(new URL("../../wall/", import.meta.url));
let failed = 0;
async function check(name, work) {
  try {
    await work();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${error.message}`);
  }
}

const LANGUAGES = readdirSync(`${wall}strings`).map((name) => name.replace(".json", "")).sort();
const strings = Object.fromEntries(LANGUAGES.map((one) => [one, JSON.parse(readFileSync(`${wall}strings/${one}.json`, "utf8"))]));
const forms = (value) => (typeof value === "string" ? [value] : Object.values(value));
const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join(" ");

await check("all languages have the same strings with the same placeholders", () => {
  for (const one of LANGUAGES.slice(1)) {
    assert.deepEqual(Object.keys(strings[one]), Object.keys(strings.en), one);
    for (const [key, value] of Object.entries(strings.en)) {
      assert.equal(typeof strings[one][key], typeof value, `${one} ${key}`);
      const wanted = places(forms(value).at(-1));
      for (const text of forms(strings[one][key])) {
        assert.ok(text.trim(), `${one} ${key} is empty`);
        assert.equal(places(text), wanted, `${one} ${key}`);
      }
    }
  }
});

await check("every plural has the forms of its language", () => {
  for (const one of LANGUAGES) {
    const needed = new Intl.PluralRules(one).resolvedOptions().pluralCategories.filter((form) => form !== "many");
    for (const [key, value] of Object.entries(strings[one])) if (typeof value === "object") assert.deepEqual(Object.keys(value).sort(), [...needed].sort(), `${one} ${key}`);
  }
});

await check("every string that the scripts use is there, and every one that is there is used", () => {
  const scripts = readdirSync(wall).filter((name) => name.endsWith(".js")).map((name) => readFileSync(wall + name, "utf8")).join("\n");
  for (const [, key] of scripts.matchAll(/\bt\("([\w.]+)"/g)) assert.ok(key in strings.en, key);
  for (const [, key] of scripts.matchAll(/\["((?:news|edit|line|time|settings)\.\w+)"/g)) assert.ok(key in strings.en, key);
  const families = [...scripts.matchAll(/\bt\(`(\w+\.)\$\{/g)].map(([, family]) => family);
  for (const key of Object.keys(strings.en)) assert.ok(scripts.includes(`"${key}"`) || families.some((family) => key.startsWith(family)), `${key} is not used`);
});

await check("no script sets markup, and no page has script or style of its own", () => {
  for (const name of readdirSync(wall)) {
    if (statSync(wall + name).isDirectory()) continue;
    const text = readFileSync(wall + name, "utf8");
    if (name.endsWith(".js")) assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setAttribute\("style"|DOMParser|createContextualFragment/, name);
    if (name.endsWith(".html")) assert.doesNotMatch(text, /<style|\sstyle=|\son\w+=|<script(?![^>]*src=)/, name);
    assert.ok(text.split("\n").length <= 410, `${name} is long`);
  }
});

await check("everything together is small", () => {
  let sum = 0, words = 0;
  for (const name of readdirSync(wall)) if (!statSync(wall + name).isDirectory()) sum += statSync(wall + name).size;
  for (const name of readdirSync(`${wall}strings`)) words = Math.max(words, statSync(`${wall}strings/${name}`).size);
  assert.ok(sum + words < 170_000, `${sum + words} bytes`);
});

await check("messages: a whole board, a change, an old one, a gap", () => {
  const board = kubecon();
  const ids = board.notes.map((one) => one.id);
  assert.equal(absorb(null, { board }), board);
  const fresh = note(50, "How might we come later?");
  const next = absorb(board, { change: { from: 1, version: 2, screen: "vote", notes: [{ ...board.notes[1], parked: true }, fresh], gone: [ids[0]] } });
  assert.deepEqual(next.notes.map((one) => one.id), [...ids.slice(1), fresh.id]);
  assert.equal(next.notes[0].parked, true);
  assert.equal(next.screen, "vote");
  assert.equal(board.notes.length, 13);
  assert.equal(absorb(next, { change: { from: 1, version: 2, notes: [], gone: [] } }), next);
  assert.equal(absorb(next, { change: { from: 4, version: 5, notes: [], gone: [] } }), null);
  const turned = absorb(board, { change: { from: 1, version: 2, order: [...ids].reverse() } });
  assert.deepEqual(turned.notes.map((one) => one.id), [...ids].reverse());
});

await check("every edit shows what it comes to", () => {
  const board = kubecon();
  const [a, b] = board.notes.map((one) => one.id);
  const count = (state, id) => areas(state).clusters.find((one) => one.id === id)?.notes.length;
  assert.equal(count(edited(board, { move: { notes: [b], to: "security" } }), "security"), 2);
  assert.equal(areas(edited(board, { park: { notes: [a] } })).parked.notes.length, 1);
  assert.equal(areas(edited(board, { unplace: { notes: [a] } })).unplaced.notes.length, 1);
  assert.equal(count(edited(board, { new: { notes: [a, b], name: "Both  Here" } }), "new:both here"), 2);
  const merged = edited(board, { merge: { note: b, into: a } });
  assert.equal(areas(merged).merged.get(a), 1);
  assert.equal(areas(edited(merged, { unmerge: { note: b } })).merged.size, 0);
  assert.equal(edited(board, { rename: { cluster: "security", name: "Safety" } }).clusters[0].name, "Safety");
  const joined = edited(board, { join: { cluster: "security", into: "collaboration and engagements" } });
  assert.equal(joined.clusters.length, 4);
  assert.equal(count(joined, "collaboration and engagements"), 3);
  assert.equal(board.notes.filter((one) => one.pending).length, 0);
});

await check("no note vanishes: also not where merges go in rings or to notes that are gone", () => {
  const board = kubecon();
  const [a, b, c, d] = board.notes.map((one) => one.id);
  board.notes[0].merged = b;
  board.notes[1].merged = a;
  board.notes[2].merged = "gone";
  board.notes[3].merged = d;
  const { clusters, unplaced, parked, merged } = areas(board);
  const shown = [...clusters, unplaced, parked].flatMap((one) => one.notes).map((one) => one.id);
  assert.equal(shown.length + [...merged.values()].reduce((sum, n) => sum + n, 0), 13);
  for (const id of [a, b, c, d]) assert.ok(shown.includes(id), id);
});

await check("news is told in a few sentences", () => {
  const board = kubecon();
  const told = news(board, { ...edited(board, { move: { notes: board.notes.slice(1, 3).map((one) => one.id), to: "security" } }), clusters: board.clusters });
  assert.deepEqual(told, [["news.moved", { n: 2, cluster: "Security" }]]);
  const many = { ...board, notes: [...board.notes.map((one, n) => ({ ...one, cluster: board.clusters[n % 5].id })), note(60, "x")] };
  assert.equal(news(board, many).length, 2);
  assert.equal(news(null, board).length, 0);
});

await check("stems are taken off only where they stand", () => {
  assert.deepEqual(split("How might we go?", "How might we"), ["How might we ", "go?"]);
  assert.deepEqual(split("how might we go?", "How might we"), ["how might we ", "go?"]);
  assert.deepEqual(split("How might weavers go?", "How might we"), ["", "How might weavers go?"]);
  assert.deepEqual(split("", "How might we"), ["", ""]);
  assert.deepEqual(split("Hm", ""), ["", "Hm"]);
});

await check("a board fills the screen at the largest type that fits", () => {
  const of = (state) => areas(state).clusters.map((one) => ({ name: one.cluster.name, texts: one.notes.map((card) => card.text) }));
  const small = fit(of(kubecon()), 1860, 880, 20, 20), large = fit(of(crowd(160)), 1860, 880, 20, 20), most = fit(of(crowd(5000)), 1860, 880, 20, 20);
  assert.ok(small.size > large.size && !large.scrolls && most.scrolls, JSON.stringify([small, large, most]));
  // Where not all are to be seen, as many as can: a group keeps most of its height for its notes.
  const groups = fit(of(crowd(300, 20)), 1860, 880, 20, 12);
  assert.ok(groups.crowded && groups.scrolls && groups.clamp === 1, JSON.stringify(groups));
  for (const one of [small, large, most]) assert.ok(one.columns >= 2 && one.inside.length >= 5);
  assert.deepEqual(fit([], 1860, 880, 20, 20).inside, []);
});

await check("edits go out in order, each with one id, until they are taken", async () => {
  const sent = [];
  const answers = [{ status: 0 }, { status: 202, said: { version: 7 } }, { status: 409, said: { error: "no" } }, { status: 202, said: { version: 8 } }];
  const kept = new Map();
  const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const refused = [];
  const box = new Outbox({ onChange() {}, onRefused: (item) => refused.push(item.why), store, send: async (path, body) => (sent.push(body.id), answers.shift()) });
  const state = kubecon();
  for (const one of state.notes.slice(0, 3)) box.add({ park: { notes: [one.id] } });
  await new Promise((resolve) => setTimeout(resolve, 10));
  clearTimeout(box.again);
  assert.equal(box.unsent, 3);
  assert.equal(areas(box.over(state)).parked.notes.length, 3);
  assert.deepEqual(new Outbox({ store }).items.map((one) => one.id), box.items.map((one) => one.id));
  await box.flush();
  assert.equal(sent[0], sent[1]);
  assert.equal(new Set(sent).size, 3);
  assert.deepEqual(refused, ["no"]);
  assert.equal(areas(box.over(state)).parked.notes.length, 2);
  box.settle(7);
  assert.equal(box.items.length, 1);
  box.settle(8);
  assert.equal(box.items.length, 0);
  assert.match(sent[0], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

await check("a cluster that was made a moment ago is named by its real id, once that is known", async () => {
  const sent = [];
  let clusters = [];
  const box = new Outbox({ onChange() {}, onRefused() {}, clusters: () => clusters, store: null, send: async (path, body) => (sent.push(body.edit), { status: 202, said: { version: 2 } }) });
  box.add({ new: { notes: ["a"], name: "Supply  Chain" } });
  box.add({ move: { notes: ["b"], to: "new:supply chain" } });
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(sent.length, 1);
  clusters = [{ id: "cluster: supply chain", name: "Supply  Chain" }];
  box.settle(2);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(sent[1], { move: { notes: ["b"], to: "cluster: supply chain" } });
});

await check("a vote's rows fit, in as few columns as the largest type needs", () => {
  const rows = (count, beside = 4) => Array(count).fill({ name: 12, beside });
  for (const [width, height, base] of [[1232, 415, 17], [1850, 710, 20.5]]) {
    const sizes = [5, 8, 12, 20, 24].map((count) => table(rows(count), width, height, base, true));
    for (const one of sizes) assert.equal(one.over, false, JSON.stringify(one));
    sizes.reduce((before, one) => (assert.ok(one.size <= before.size), one));
    assert.equal(sizes[0].columns, 1);
    assert.ok(sizes[4].columns > 1 && sizes[4].columns * sizes[4].rows >= 24);
  }
  assert.equal(table(rows(200), 1232, 415, 17, true).over, true);
  assert.equal(table([], 1232, 415, 17, true).over, false);
});

await check("the vote is told of: counts, figures where they are shown, the close", () => {
  const said = (one) => `${one.votes}`, list = (names) => names.join("+");
  const open = polled(3), more = { ...open, vote: { ...open.vote, voters: 42 } };
  assert.deepEqual(ballot(null, open, said, list), { now: [], soon: null });
  assert.deepEqual(ballot(open, open, said, list), { now: [], soon: null });
  assert.equal(ballot(open, more, said, list).soon.length, 4);
  const hide = (state) => ({ ...state, revealed: false, vote: { ...state.vote, hidden: true }, clusters: state.clusters.map((one) => ({ ...one, votes: null, rank: null, chosen: false })) });
  assert.deepEqual(ballot(hide(open), hide(more), said, list).soon, [["vote.voters", { n: 42 }]]);
  const revealed = ballot(hide(open), open, said, list);
  assert.deepEqual([revealed.now[0], revealed.now.length, revealed.soon], [["news.revealed", {}], 4, null]);
  const closed = { ...open, vote: { ...open.vote, open: false } };
  const chosen = open.clusters.filter((one) => one.chosen).map((one) => one.name).join("+");
  assert.deepEqual(ballot(open, closed, said, list), { now: [["news.closedChosen", { clusters: chosen }]], soon: null });
  assert.deepEqual(ballot(hide(open), hide(closed), said, list).now, [["news.closed", {}]]);
  assert.deepEqual(ballot(hide(closed), closed, said, list).now.at(-1), ["news.chosen", { clusters: chosen }]);
  // Before a vote nothing is hidden: that figures appear with the first votes is no reveal.
  const none = { ...open, clusters: hide(open).clusters, vote: { ...open.vote, voters: null } };
  assert.deepEqual(ballot(none, open, said, list).now, []);
});

await check("what changes often is told at most every so often, and as it is then", () => {
  const heard = [];
  let go;
  const one = new Ticker((...told) => heard.push(told), { later: (work) => (go = work) });
  one.tell([["a", 1]]);
  one.tell([["a", 2]]);
  one.tell([["a", 3]]);
  assert.deepEqual(heard, [[["a", 1]]]);
  go();
  assert.deepEqual(heard, [[["a", 1]], [["a", 3]]]);
  one.tell([["a", 4]]);
  one.tell(null);
  go();
  one.tell([["a", 3]]);
  assert.equal(heard.length, 2);
});

await check("an edit that failed is told of once, and said in parts", () => {
  const known = new Set();
  const state = { ...kubecon(), edits: [{ id: "b", state: "failed", what: "x", why: "y" }, { id: "a", state: "failed", what: "w", why: null }, { id: "c", state: "pending" }] };
  assert.deepEqual(failures(state, known).map((one) => one.id), ["a", "b"]);
  assert.deepEqual(failures(state, known), []);
  assert.deepEqual(parts({ move: { notes: ["1", "2"], to: "security" } }, state), { kind: "move", notes: 2, of: null, to: "Security" });
  assert.deepEqual(parts({ rename: { cluster: "security", name: "Safety" } }, state), { kind: "rename", notes: 0, of: "Security", to: "Safety" });
  assert.deepEqual(parts({ merge: { note: "1", into: "2" } }, state), { kind: "merge", notes: 1, of: null, to: null });
  assert.deepEqual(parts({ move: { notes: ["1"], to: "new:later" } }, state).to, "later");
});

/** A line to a server that is not there, on a clock that is turned by hand. `answer(path)`: what the server says. */
async function line(answer, work) {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const sources = [], asked = [], states = [];
  class Source {
    constructor() {
      Object.assign(this, { readyState: 0, listeners: {} });
      sources.push(this);
    }
    addEventListener(name, listener) {
      this.listeners[name] = listener;
    }
    close() {
      this.closed = true;
    }
  }
  const link = new Link({ onState: (one) => states.push(one.version), onLine() {}, Source, fetch_: async (path) => (asked.push([Date.now(), path]), answer(path)) });
  const settle = async () => {
    for (let n = 0; n < 20; n += 1) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const pass = async (ms) => {
    for (let left = ms; left > 0; left -= 500) mock.timers.tick(Math.min(500, left)), await settle();
  };
  const say = async (name, data) => (sources.at(-1).listeners[name]?.({ data: data && JSON.stringify(data) }), settle());
  try {
    link.start();
    await work({ link, sources, asked, states, pass, say, paths: () => asked.map(([, path]) => path) });
  } finally {
    link.stop();
    mock.timers.reset();
  }
}
const nothing = { ok: true, status: 204 };
const news204 = (message) => ({ ok: true, status: 200, json: async () => message });
const never = () => new Promise(() => {});

await check("two failures of events, and the page asks; messages are the same", () =>
  line((path) => (path === "/state?since=1&wait=25" ? news204({ change: { from: 1, version: 2 } }) : never()), async ({ sources, states, say, pass, paths }) => {
    await say("board", kubecon());
    await say("error");
    assert.equal(sources[0].closed, undefined);
    await say("error");
    assert.equal(sources[0].closed, true);
    assert.deepEqual(states, [1, 2]);
    assert.deepEqual(paths(), ["/state?since=1&wait=25"]);
    await pass(TIMES.least);
    assert.equal(paths()[1], "/state?since=2&wait=25");
  }));

await check("while the server says that it is there, an idle page asks nothing", () =>
  line(() => nothing, async ({ link, asked, say, pass }) => {
    await say("board", kubecon());
    for (let n = 0; n < 40; n += 1) await pass(15_000), await say("here");
    assert.equal(asked.length, 0);
    assert.equal(link.way, "events");
  }));

await check("without a word it asks once in a while, and stays with events as long as there is no news", () =>
  line(() => nothing, async ({ link, sources, say, pass, paths }) => {
    await say("board", kubecon());
    await pass(TIMES.silence - 1_000);
    assert.deepEqual(paths(), []);
    await pass(2_000);
    assert.deepEqual(paths(), ["/state?since=1&wait=0"]);
    await pass(10 * 60_000);
    assert.ok(paths().length > 3 && paths().length <= 16, `${paths().length} questions in ten minutes`);
    assert.equal(link.way, "events");
    assert.equal(sources.length, 1);
  }));

await check("news that an event brings a moment later is no reason to give up events; news that none brings is", () => {
  const change = { from: 1, version: 2 };
  return line((path) => (path.includes("since=1") ? news204({ change }) : never()), async ({ link, states, say, pass }) => {
    await say("board", kubecon());
    await pass(TIMES.silence + 500);
    await say("change", change);
    await pass(TIMES.grace + 500);
    assert.equal(link.way, "events");
    assert.deepEqual(states, [1, 2]);
  }).then(() =>
    line((path) => (path.endsWith("wait=0") ? news204({ change }) : never()), async ({ link, sources, states, say, pass }) => {
      await say("board", kubecon());
      await pass(TIMES.silence + TIMES.grace + 1_000);
      assert.equal(link.way, "asking");
      assert.equal(sources[0].closed, true);
      assert.deepEqual(states, [1, 2]);
    }),
  );
});

await check("whatever the answers, a second passes between questions, and more where they say nothing", async () => {
  let version = 1;
  const worst = { nothing: () => nothing, change: () => news204({ change: { from: version, version: (version += 1) } }), gap: () => news204({ change: { from: 77_777, version: 99_999 } }), refused: () => ({ ok: false, status: 503 }) };
  for (const [name, answer] of Object.entries(worst)) {
    version = 1;
    await line(answer, async ({ link, asked, say, pass }) => {
      await say("board", kubecon());
      link.poll();
      await say("nothing");
      for (let n = 0; n < 60; n += 1) link.hurry(), await pass(500);
      const times = asked.map(([at]) => at);
      assert.ok(times.length > 2, `${name}: ${times.length}`);
      for (let n = 1; n < times.length; n += 1) assert.ok(times[n] - times[n - 1] >= TIMES.least, `${name}: ${times[n] - times[n - 1]} ms`);
    });
    if (name === "change") continue;
    await line(answer, async ({ link, asked, say, pass }) => {
      await say("board", kubecon());
      link.poll();
      await pass(50_000);
      assert.ok(asked.length < 25, `${name}: ${asked.length} questions in 50 s`);
    });
  }
});

await check("announcements wait their turn and add up", () => {
  const region = { textContent: "" };
  let go;
  const one = new Announcer(region, { later: (work) => (go = work) });
  one.say("first");
  assert.equal(region.textContent, "first");
  one.say(["news.new", { n: 2 }]);
  one.say(["news.new", { n: 3 }]);
  assert.deepEqual([...one.waiting.values()], [["news.new", { n: 5 }]]);
  one.waiting.clear();
  one.say("second");
  assert.equal(region.textContent, "first");
  go();
  assert.equal(region.textContent, "second");
});

process.exitCode = failed ? 1 : 0;
