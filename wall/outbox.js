// Edits on their way to the server. Each keeps the id that it was made with, so that none is lost and none is done twice, however often it is sent.
// They are kept beside the tab, too: closing it by accident, or a reload, loses none.

import { edited, folded, parts } from "./store.js";

const KEY = "folkmoot-edits";

/** An id that needs no secure context, unlike randomUUID: the wall may be served over plain http in a room's network. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Sends JSON; tells what came of it. `status` 0: no answer. */
export async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    let said = null;
    try {
      said = await answer.json();
    } catch {
      // An answer without a body says enough by its status.
    }
    return { status: answer.status, said };
  } catch {
    return { status: 0, said: null };
  }
}

export class Outbox {
  /** `clusters()`: those that the server told of last. */
  constructor({ onChange, onRefused, clusters = () => [], send = post, store = globalThis.sessionStorage }) {
    Object.assign(this, { onChange, onRefused, clusters, send, store });
    // What was made here, by id, so that it can be said in this page's language whatever language the server speaks.
    this.made = new Map();
    this.items = this.kept();
    this.refused = [];
    this.version = 0;
  }

  kept() {
    try {
      const items = JSON.parse(this.store?.getItem(KEY) ?? "[]");
      return items.map(({ id, edit }) => ({ id, edit, state: "waiting" }));
    } catch {
      return [];
    }
  }

  keep() {
    try {
      const unsent = this.items.filter((item) => item.state !== "sent");
      this.store?.setItem(KEY, JSON.stringify(unsent.map(({ id, edit }) => ({ id, edit }))));
    } catch {
      // Without storage a reload forgets what was not sent: all that can be done.
    }
  }

  add(edit) {
    const id = freshId();
    this.items.push({ id, edit, state: "waiting" });
    this.made.set(id, parts(edit, { clusters: this.clusters() }));
    this.keep();
    this.onChange();
    this.flush();
  }

  /** Takes back the last edit that never left this page. */
  takeBack() {
    const last = this.items.findLastIndex((item) => item.state === "waiting" && !item.tried);
    if (last < 0) return false;
    this.items.splice(last, 1);
    this.keep();
    this.onChange();
    return true;
  }

  /** How many have not reached the server. */
  get unsent() {
    return this.items.filter((item) => item.state !== "sent").length;
  }

  /** What a state will look like with what is on its way. */
  over(state) {
    return this.items.reduce((before, item) => edited(before, item.edit), state);
  }

  /** The server told of a version: what it took up to there shows in its state. */
  settle(version) {
    this.version = version;
    this.items = this.items.filter((item) => item.state !== "sent" || item.version > version);
    if (this.held) this.flush();
  }

  /** An edit with the real id of a cluster that was made here a moment ago; null while the server has not told it. */
  real(edit) {
    const [[kind, what]] = Object.entries(edit);
    const found = { ...what };
    for (const [field, value] of Object.entries(what)) {
      if (typeof value !== "string" || !value.startsWith("new:") || field === "name") continue;
      const cluster = this.clusters().find((one) => folded(one.name) === value.slice(4));
      if (!cluster) return null;
      found[field] = cluster.id;
    }
    return { [kind]: found };
  }

  /** Sends what waits, one after the other and in order, until one gets no answer. */
  async flush() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.again);
    let item;
    while ((item = this.items.find((one) => one.state === "waiting"))) {
      const edit = this.real(item.edit);
      this.held = !edit && this.items.some((one) => one.state === "sent");
      if (this.held) break;
      item.tried = true;
      const { status, said } = edit ? await this.send("/edits", { id: item.id, edit }) : { status: 409 };
      if (status >= 200 && status < 300) {
        item.state = "sent";
        item.version = said?.version ?? 0;
        this.keep();
        this.settle(this.version);
        this.onChange();
      } else if (status === 0 || status === 429 || status >= 500) {
        this.again = setTimeout(() => this.flush(), 3_000);
        break;
      } else {
        this.items = this.items.filter((one) => one !== item);
        this.refused.unshift({ ...item, status, why: said?.error ?? null });
        this.refused.length = Math.min(this.refused.length, 20);
        this.keep();
        this.onRefused(this.refused[0]);
        this.onChange();
      }
    }
    this.busy = false;
  }
}
