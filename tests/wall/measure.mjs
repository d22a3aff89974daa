// How the board moves with 500 notes, and what it is like with 5,000. Prints figures of this machine, which others will not have; holds counts alone.

import assert from "node:assert/strict";
import { cpus } from "node:os";
import { browser, page } from "./browser.mjs";
import { Mock } from "./mock.mjs";
import { crowd } from "./fixtures.mjs";

const chromium = await browser();
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0;
const ms = (n) => `${n.toFixed(1)} ms`;
console.log(`     ${cpus().length} × ${cpus()[0].model}, headless Chromium without a graphics card`);

/** Frames and long tasks while something happens and half a second after. */
const watch = (tab) =>
  tab.evaluate(() => {
    const seen = (globalThis.seen = { frames: [], tasks: [], on: true });
    new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: "longtask" });
    let last = performance.now();
    const step = (now) => {
      seen.frames.push(now - last);
      last = now;
      if (seen.on) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
const seen = async (tab, what) => {
  const { frames, tasks } = await tab.evaluate(() => ((globalThis.seen.on = false), globalThis.seen));
  const inTime = frames.filter((one) => one <= 17.5).length;
  console.log(`     ${what}: frames p50 ${ms(at(frames, 0.5))}, p95 ${ms(at(frames, 0.95))}, ${inTime} of ${frames.length} within 16.7 ms; long tasks ${tasks.length}${tasks.length ? `, longest ${ms(Math.max(...tasks))}` : ""}`);
  return frames.length;
};
const frame = (tab) => tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
const counts = (tab) => tab.evaluate(() => document.querySelectorAll(".board .note").length);

for (const presenter of [false, true]) {
  const who = presenter ? "presenter" : "projector";
  const mock = await new Mock({ ...crowd(500), screen: "board", follows: false }).start();
  const { tab, faults, close } = await page(chromium, mock, { presenter, viewport: { width: 1920, height: 1080 } });
  await tab.waitForTimeout(800);
  await watch(tab);
  await tab.waitForTimeout(1000);
  await seen(tab, `${who}, nothing moves`);
  await watch(tab);
  const ids = mock.state.clusters.map((one) => one.id);
  // Every note into the next cluster.
  mock.change((state) => ({ ...state, notes: state.notes.map((one) => ({ ...one, cluster: ids[(ids.indexOf(one.cluster) + 1) % ids.length] })) }));
  await tab.waitForFunction((version) => wall.state.version >= version, mock.state.version);
  await tab.waitForTimeout(1000);
  await seen(tab, `${who}, 500 notes move at once`);
  assert.equal(await counts(tab), 500);
  assert.equal(await tab.evaluate(() => wall.state.notes.filter((one) => document.querySelector(`.note[data-id="${one.id}"]`).closest(".area").dataset.area === one.cluster).length), 500);
  assert.deepEqual(faults, []);
  console.log(`ok   ${who}: 500 notes are all where they went`);
  await close();
  await mock.stop();
}

for (const presenter of [false, true]) {
  const who = presenter ? "presenter" : "projector";
  const mock = await new Mock({ ...crowd(5000), screen: "board", follows: false }).start();
  const { tab, faults, close } = await page(chromium, mock, { presenter, viewport: { width: 1920, height: 1080 } });
  const first = await tab.evaluate(() => performance.now());
  await tab.waitForFunction(() => document.querySelectorAll(".board .note").length === 5000, null, { polling: 50 });
  console.log(`     ${who}, 5,000 notes: first board within ${ms(first)} of the visit, all notes after ${ms(await tab.evaluate(() => performance.now()))}`);
  await watch(tab);
  const [one] = mock.state.notes, target = mock.state.clusters.find((cluster) => cluster.id !== one.cluster).id;
  const began = Date.now();
  mock.take("one", { move: { notes: [one.id], to: target } });
  await tab.waitForFunction(([id, area]) => document.querySelector(`.note[data-id="${id}"]`).closest(".area").dataset.area === area, [one.id, target]);
  await frame(tab);
  console.log(`     ${who}, 5,000 notes: one move seen after ${Date.now() - began} ms`);
  await tab.waitForTimeout(700);
  await seen(tab, `${who}, 5,000 notes, one moves`);
  await watch(tab);
  await tab.locator(".scroll").first().hover();
  for (let n = 0; n < 15; n += 1) {
    await tab.mouse.wheel(0, 400);
    await tab.waitForTimeout(40);
  }
  await seen(tab, `${who}, 5,000 notes, scrolling`);
  assert.ok((await tab.evaluate(() => [...document.querySelectorAll(".scroll")].some((one) => one.scrollTop > 0) || scrollY > 0)), "it did not scroll");
  assert.equal(await counts(tab), 5000);
  assert.deepEqual(faults, []);
  console.log(`ok   ${who}: 5,000 notes are there`);
  await close();
  await mock.stop();
}
await chromium.close();
