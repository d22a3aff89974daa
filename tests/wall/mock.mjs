// A server that keeps the wall's contract, without GitHub and without folkmoot: for tests of the page alone.
//
// By hand: node tests/wall/mock.mjs [kubecon|counted|crowd=500|hostile|arabic] [SCREEN] — prints the address of both pages and keeps running.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { edited, folded } from "../../wall/store.js";
import * as fixtures from "./fixtures.mjs";

const wall = fileURLToPath(new URL("../../wall/", import.meta.url));
const TYPES = { html: "text/html; charset=utf-8", css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8", json: "application/json" };
export const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const OWN = ["edits", "undo", "redo", "viewers"];

export class Mock {
  /** `latency`: how long GitHub takes for an edit. `delay`: how long each answer to a post takes. */
  constructor(state, { latency = 150, delay = 0, mute = false } = {}) {
    Object.assign(this, { state, latency, delay, mute });
    this.history = [structuredClone(state)];
    this.streams = new Set();
    this.waiting = new Set();
    this.sockets = new Set();
    this.journal = [];
    this.undone = [];
    this.seen = new Map();
    this.posts = [];
    this.asked = { events: 0, state: 0 };
  }

  async start(port = 0) {
    this.server = createServer((request, response) => this.answer(request, response).catch((error) => (response.writeHead(500), response.end(String(error)))));
    this.server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
    await new Promise((resolve, reject) => this.server.on("error", reject).listen(port || this.port || 0, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}/`;
    this.beat = setInterval(() => this.here(), 15_000);
    return this;
  }

  /** Says that the line is there still. */
  here() {
    for (const one of this.streams) one.response.write("event: here\ndata:\n\n");
  }

  /** Goes away: every line is cut, and nothing listens. */
  async stop() {
    clearInterval(this.beat);
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    this.streams.clear();
    this.waiting.clear();
    await closed;
  }

  /** Whatever a browser may know of the state. */
  view(state, facilitator) {
    const seen = { ...state, now: new Date().toISOString(), facilitator };
    const hidden = !state.revealed;
    seen.vote = { ...state.vote, hidden };
    if (hidden) seen.clusters = state.clusters.map((one) => ({ ...one, votes: null, rank: null, chosen: false, against: null, abstain: null }));
    if (facilitator) {
      const last = this.journal.at(-1), next = this.undone.at(-1);
      Object.assign(seen, { viewers: this.streams.size, edits: [...this.journal].reverse().map(({ id, what, state, why }) => ({ id, what, state, why })), undo: last ? { id: last.id, what: last.what } : null, redo: next ? { id: next.id, what: next.what } : null });
    } else for (const name of OWN) delete seen[name];
    return seen;
  }

  difference(from, facilitator) {
    const before = this.history.find((one) => one.version === from);
    if (!before) return { board: this.view(this.state, facilitator) };
    const { notes, ...fields } = this.view(this.state, facilitator);
    const olds = new Map(before.notes.map((one) => [one.id, JSON.stringify(one)]));
    const ids = new Set(notes.map((one) => one.id));
    const gone = before.notes.filter((one) => !ids.has(one.id)).map((one) => one.id);
    return { change: { ...fields, from, version: this.state.version, notes: notes.filter((one) => olds.get(one.id) !== JSON.stringify(one)), gone } };
  }

  /** Changes the state, and tells everybody. */
  change(work) {
    const next = typeof work === "function" ? work(structuredClone(this.state)) : { ...this.state, ...work };
    next.version = this.state.version + 1;
    this.state = next;
    this.history.push(structuredClone(next));
    this.history.splice(0, this.history.length - 40);
    if (!this.mute) for (const one of this.streams) this.push(one);
    for (const done of [...this.waiting]) done();
    return next.version;
  }

  push(one) {
    const message = one.version ? this.difference(one.version, one.facilitator) : { board: this.view(this.state, one.facilitator) };
    const [[name, data]] = Object.entries(message);
    one.response.write(`id: ${this.state.version}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    one.version = this.state.version;
  }

  /** Takes an edit: shows it as pending, and a little later as done. */
  take(id, edit, what = describe(edit, this.state)) {
    const entry = { id, edit, what, state: "pending", why: null, before: structuredClone({ notes: this.state.notes, clusters: this.state.clusters }) };
    this.journal.push(entry);
    const version = this.change((state) => named(edited(state, edit)));
    setTimeout(() => {
      const why = this.fail?.(edit) ?? null;
      Object.assign(entry, why ? { state: "failed", why } : { state: "done" });
      // What could not be done is as it was.
      if (why) return this.change({ notes: entry.before.notes, clusters: entry.before.clusters });
      this.change((state) => ({ ...state, notes: state.notes.map((one) => ({ ...one, pending: false })), clusters: state.clusters.map((one) => ({ ...one, pending: false })) }));
    }, this.latency);
    return version;
  }

  refuse(edit) {
    const [kind, what] = Object.entries(edit)[0];
    const ids = what.notes ?? [what.note, kind === "merge" ? what.into : null].filter(Boolean);
    if (!this.state.editable) return "the vote is open: notes stay where they are";
    if (ids.some((id) => !this.state.notes.some((one) => one.id === id))) return "there is no such note any more: look again";
    if (what.name && what.name.length > 50) return "the name has more than 50 characters: shorten it";
    if (what.to && !this.state.clusters.some((one) => one.id === what.to)) return "there is no such cluster any more: look again";
    return null;
  }

  async answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    const facilitator = /folkmoot=key/.test(request.headers.cookie ?? "");
    const send = (status, body, type = TYPES.json, more = {}) => {
      response.writeHead(status, { "content-type": type, "content-security-policy": CSP, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin", "cache-control": "no-cache", ...more });
      response.end(body === null ? undefined : typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    };
    const file = async (name) => send(200, await readFile(wall + name), TYPES[name.split(".").pop()]);
    if (request.method === "POST") return this.post(request, pathname, facilitator, send);
    if (pathname === "/") return file("index.html");
    if (pathname === "/presenter") return facilitator ? file("presenter.html") : send(403, "ask a facilitator for a link", "text/plain");
    if (/^\/open\/\w+$/.test(pathname)) return file("open.html");
    const asset = /^\/(?:assets\/([a-z0-9]+\.(?:css|js))|(strings\/[a-z]+\.json))$/.exec(pathname);
    if (asset) return file(asset[1] ?? asset[2]);
    if (pathname === "/events") {
      this.asked.events += 1;
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", "content-security-policy": CSP });
      const one = { response, facilitator, version: null };
      this.streams.add(one);
      request.on("close", () => this.streams.delete(one));
      response.write(":\n\n");
      if (!this.mute) this.push(one);
      return undefined;
    }
    if (pathname === "/state") {
      this.asked.state += 1;
      const since = Number(searchParams.get("since")), wait = Math.min(25, Number(searchParams.get("wait") ?? 0));
      if (!searchParams.has("since")) return send(200, { board: this.view(this.state, facilitator) });
      if (since === this.state.version && wait) await new Promise((resolve) => {
        const done = () => (clearTimeout(timer), this.waiting.delete(done), resolve());
        const timer = setTimeout(done, wait * 1000);
        this.waiting.add(done);
      });
      return since === this.state.version ? send(204, null) : send(200, this.difference(since, facilitator));
    }
    return send(404, { error: "there is nothing here" });
  }

  async post(request, pathname, facilitator, send) {
    let text = "";
    for await (const piece of request) text += piece;
    if (/^\/open\/\w+$/.test(pathname)) return send(200, '<!doctype html><title>open</title><a href="/presenter">presenter</a>', TYPES.html, { "set-cookie": "folkmoot=key; HttpOnly; SameSite=Strict; Path=/" });
    if (!facilitator || request.headers.origin !== this.url.slice(0, -1)) return send(403, { error: "this browser may not edit" });
    if (request.headers["content-type"] !== "application/json") return send(415, { error: "not JSON" });
    const body = JSON.parse(text);
    this.posts.push([pathname, body]);
    if (this.delay) await new Promise((resolve) => setTimeout(resolve, this.delay));
    if (pathname === "/edits") {
      if (this.seen.has(body.id)) return send(202, { version: this.seen.get(body.id) });
      const error = this.refuse(body.edit);
      if (error) return send(409, { error });
      this.undone = [];
      const version = this.take(body.id, body.edit);
      this.seen.set(body.id, version);
      // What was done, and could not be said.
      if (this.swallow > 0) return (this.swallow -= 1), request.socket.destroy();
      return send(202, { version });
    }
    if (pathname === "/undo") {
      const entry = this.journal.pop();
      if (!entry) return send(409, { error: "there is nothing to undo" });
      this.undone.push(entry);
      return send(202, { version: this.change({ notes: entry.before.notes, clusters: entry.before.clusters }) });
    }
    if (pathname === "/redo") {
      const entry = this.undone.pop();
      if (!entry) return send(409, { error: "there is nothing to redo" });
      return send(202, { version: this.take(entry.id, entry.edit, entry.what) });
    }
    if (pathname === "/screen") return send(202, { version: this.change((state) => screened(state, body)) });
    if (pathname === "/invite") return send(200, { url: `${this.url}open/${"a".repeat(24)}` });
    return send(404, { error: "there is nothing here" });
  }
}

/** A cluster that is new gets its real id, as the server would give it. */
function named(state) {
  const real = (id) => (id?.startsWith("new:") ? folded(id.slice(4)) : id);
  return { ...state, clusters: state.clusters.map((one) => ({ ...one, id: real(one.id) })), notes: state.notes.map((one) => ({ ...one, cluster: real(one.cluster) })) };
}

function screened(state, { screen, revealed, timer }) {
  if (screen !== undefined) Object.assign(state, screen === null ? { screen: state.stage === "affinity" ? "board" : "notes", follows: true } : { screen, follows: false });
  if (revealed !== undefined) state.revealed = revealed;
  const now = Date.now(), ends = (ms) => new Date(now + ms).toISOString();
  if (timer?.minutes) state.timer = { ends: ends(timer.minutes * 60_000), paused: null };
  if (timer?.stop) state.timer = null;
  if (timer?.pause && state.timer) state.timer.paused = Math.round((Date.parse(state.timer.ends) - now) / 1000);
  if (timer?.go && state.timer) state.timer = { ends: ends(state.timer.paused * 1000), paused: null };
  if (timer?.add && state.timer) state.timer.ends = new Date(Date.parse(state.timer.ends) + timer.add * 60_000).toISOString();
  return state;
}

function describe(edit, state) {
  const [kind, what] = Object.entries(edit)[0];
  const name = (id) => state.clusters.find((one) => one.id === id)?.name ?? id;
  const n = what.notes?.length === 1 ? "1 note" : `${what.notes?.length} notes`;
  return { move: () => `move ${n} to ${name(what.to)}`, park: () => `park ${n}`, unplace: () => `take ${n} out`, new: () => `put ${n} into ${what.name}`, merge: () => "merge 1 note", unmerge: () => "unmerge 1 note", rename: () => `rename ${name(what.cluster)} to ${what.name}`, join: () => `join ${name(what.cluster)} with ${name(what.into)}` }[kind]();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [which = "kubecon", screen = "board"] = process.argv.slice(2);
  const [name, count] = which.split("=");
  const state = count ? fixtures[name](Number(count)) : fixtures[name]();
  const mock = await new Mock({ ...state, screen, follows: false }).start(Number(process.env.PORT ?? 0));
  console.log(`wall:      ${mock.url}\npresenter: ${mock.url}open/abc`);
}
