// The line to the server: server-sent events, and asking again and again where those do not come through.
// Whatever way a message came, `onState` gets what it made; `onLine` hears when the server answers and when it does not.

import { absorb } from "./store.js";

/** In milliseconds. */
export const TIMES = {
  silence: 40_000, // The server says every 15 s that it is there. Without a word for so long, ask once whether there is news that did not come.
  grace: 2_000, // What is new this moment may come as an event yet.
  first: 8_000, // A proxy that keeps the first event for itself keeps all.
  back: 60_000, // How long to ask before events are tried again; longer each time that they failed.
  least: 1_000, // Between two questions, whatever the answers.
  longest: 15_000, // Between two questions that got no answer, or none worth waiting for.
};

const sleep = (after) => new Promise((resolve) => setTimeout(resolve, after));

export class Link {
  constructor({ onState, onLine, fetch_ = fetch.bind(globalThis), Source = globalThis.EventSource, times = TIMES }) {
    Object.assign(this, { onState, onLine, fetch: fetch_, Source, times });
    this.state = null;
    this.failures = 0;
    this.fallbacks = 0;
    this.way = "events";
    this.turn = 0;
    this.stopped = false;
    this.free = 0;
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
    /** Any word is a sign of life. */
    const alive = () => {
      errors = 0;
      quiet(got ? this.times.silence : this.times.first);
    };
    const take = (name) => (event) => {
      if (turn !== this.turn) return;
      // What comes unasked, after the first, says that events do come through.
      if (got) this.fallbacks = 0;
      got = true;
      alive();
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
    source.addEventListener("here", () => {
      if (turn !== this.turn) return;
      // The board comes first: a word before it changes nothing of how long that is waited for.
      if (got) alive();
      this.heard();
    });
    source.addEventListener("error", () => {
      if (turn !== this.turn) return;
      errors += 1;
      this.failed();
      if (errors >= 2 || source.readyState === 2) this.poll();
    });
    quiet(this.times.first);
    this.quiet = () => quiet(this.times.silence);
  }

  /** Events are silent: is there really no news? Only news that they did not bring says that they do not come through. */
  async probe() {
    if (this.probing) return;
    this.probing = true;
    const turn = this.turn;
    const there = () => turn === this.turn && this.way === "events";
    try {
      const answer = await this.ask(0);
      const version = (answer?.board ?? answer?.change)?.version ?? 0;
      if (there() && answer && version > (this.state?.version ?? -1)) await sleep(this.times.grace);
      if (there() && answer && version > (this.state?.version ?? -1)) {
        this.take(answer);
        this.poll();
      } else if (there()) {
        this.heard();
        this.quiet();
      }
    } catch (error) {
      if (there()) {
        this.failed(error.status);
        // A line that was cut without a word is made anew.
        this.listen();
      }
    }
    this.probing = false;
  }

  /** Waits until a question may be asked: never two at once, never one right after the other. */
  async turnToAsk() {
    const now = Date.now();
    const at = Math.max(now, this.free);
    this.free = at + this.times.least;
    if (at > now) await sleep(at - now);
  }

  async ask(wait) {
    await this.turnToAsk();
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
      await this.turnToAsk();
      const answer = await this.fetch("/state", { cache: "no-store", signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw Object.assign(new Error(`state: ${answer.status}`), { status: answer.status });
      const message = await answer.json();
      if (!message.board) throw new Error("state: not whole");
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
    const back = this.times.back * 2 ** Math.min(4, this.fallbacks);
    this.fallbacks += 1;
    let dull = 0;
    while (turn === this.turn && !this.stopped) {
      if (this.Source && this.failures === 0 && Date.now() - began > back) return this.listen();
      const asked = Date.now();
      let pause = this.times.least;
      try {
        const answer = await this.ask(25);
        if (turn !== this.turn) return;
        const before = this.state;
        if (answer) this.take(answer);
        else this.heard();
        // Who answers at once, and says nothing new, would be asked without end.
        dull = this.state === before && Date.now() - asked < 5_000 ? dull + 1 : 0;
        if (dull) pause *= 2 ** Math.min(6, dull);
      } catch (error) {
        if (turn !== this.turn) return;
        this.failed(error.status);
        pause *= 2 ** Math.min(6, this.failures - 1) * (1 + Math.random() / 2);
      }
      await new Promise((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, Math.min(this.times.longest, pause));
      });
    }
  }
}
