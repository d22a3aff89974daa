// The line to the server: server-sent events, and asking again and again where those do not come through.
// Whatever way a message came, `onMessage` gets it; `onLine` hears when the server answers and when it does not.

import { absorb } from "./store.js";

const SILENCE = 20_000; // Without a word for so long, ask whether there is none.
const FIRST = 8_000; // A proxy that keeps the first event for itself keeps all.
const BACK = 60_000; // How long to ask before events are tried again.
const LONGEST = 15_000;

export class Link {
  constructor({ onState, onLine, fetch_ = fetch.bind(globalThis), Source = globalThis.EventSource }) {
    Object.assign(this, { onState, onLine, fetch: fetch_, Source });
    this.state = null;
    this.failures = 0;
    this.way = "events";
    this.turn = 0;
    this.stopped = false;
  }

  start() {
    if (this.Source) this.listen();
    else this.poll();
  }

  stop() {
    this.stopped = true;
    this.turn += 1;
    this.close();
  }

  /** Asks at once: the network came back, or the page is seen again. */
  hurry() {
    if (this.stopped) return;
    this.wake?.();
    if (this.way === "events" && this.failures === 0) this.probe();
  }

  take(message) {
    const next = absorb(this.state, message);
    this.heard();
    if (next === null) {
      this.whole();
      return;
    }
    if (next !== this.state) {
      this.state = next;
      this.onState(next);
    }
  }

  heard() {
    this.failures = 0;
    this.since = Date.now();
    this.onLine(true, 0);
  }

  failed(status = 0) {
    this.failures += 1;
    this.onLine(false, status);
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  listen() {
    this.close();
    this.way = "events";
    const turn = (this.turn += 1);
    const source = (this.source = new this.Source("/events"));
    let got = false, errors = 0;
    const quiet = (after) => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => (got ? this.probe() : this.poll()), after);
    };
    const take = (name) => (event) => {
      if (turn !== this.turn) return;
      got = true;
      errors = 0;
      quiet(SILENCE);
      let data;
      try {
        data = JSON.parse(event.data);
      } catch {
        this.whole();
        return;
      }
      this.take({ [name]: data });
    };
    source.addEventListener("board", take("board"));
    source.addEventListener("change", take("change"));
    source.addEventListener("error", () => {
      if (turn !== this.turn) return;
      errors += 1;
      this.failed();
      if (errors >= 2 || source.readyState === 2) this.poll();
    });
    quiet(FIRST);
    this.quiet = () => turn === this.turn && this.way === "events" && quiet(SILENCE);
  }

  /** Events are silent: is there really no news? If there is, they do not come through. */
  async probe() {
    const turn = this.turn;
    try {
      const answer = await this.ask(0);
      if (turn !== this.turn) return;
      if (answer) {
        this.take(answer);
        this.poll();
      } else {
        this.heard();
        this.quiet?.();
      }
    } catch (error) {
      if (turn !== this.turn) return;
      this.failed(error.status);
      this.poll();
    }
  }

  async ask(wait) {
    const known = this.state ? `since=${this.state.version}&wait=${wait}` : "wait=0";
    const answer = await this.fetch(`/state?${known}`, { cache: "no-store", signal: AbortSignal.timeout((wait + 10) * 1000) });
    if (answer.status === 204) return null;
    if (!answer.ok) throw Object.assign(new Error(`state: ${answer.status}`), { status: answer.status });
    return answer.json();
  }

  /** Asks for everything: something between was missed. */
  async whole() {
    const turn = this.turn;
    if (this.asking) return;
    this.asking = true;
    try {
      const answer = await this.fetch("/state", { cache: "no-store", signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw Object.assign(new Error(`state: ${answer.status}`), { status: answer.status });
      const message = await answer.json();
      this.asking = false;
      if (turn === this.turn) this.take(message);
    } catch (error) {
      this.asking = false;
      if (turn === this.turn) this.failed(error.status);
    }
  }

  async poll() {
    this.close();
    this.way = "asking";
    const turn = (this.turn += 1);
    const began = Date.now();
    while (turn === this.turn && !this.stopped) {
      if (this.Source && this.failures === 0 && Date.now() - began > BACK) return this.listen();
      try {
        const answer = await this.ask(25);
        if (turn !== this.turn) return;
        if (answer) this.take(answer);
        else this.heard();
      } catch (error) {
        if (turn !== this.turn) return;
        this.failed(error.status);
        const pause = Math.min(LONGEST, 500 * 2 ** Math.min(6, this.failures)) * (0.75 + Math.random() / 2);
        await new Promise((resolve) => {
          this.wake = resolve;
          setTimeout(resolve, pause);
        });
      }
    }
  }
}
