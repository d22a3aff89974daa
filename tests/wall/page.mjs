// The page in a real Chromium against the mock server: fast, and every case at will. One line a check.
//
// Usage: tests/wall/run page (or CHROMIUM=… WALL_NODE=… node tests/wall/page.mjs [PART OF A NAME…])

import assert from "node:assert/strict";
import { axeSource, browser, page } from "./browser.mjs";
import { Mock } from "./mock.mjs";
import { arabic, counted, crowd, HOSTILE, hostile, kubecon, note, polled } from "./fixtures.mjs";

const only = process.argv.slice(2);
const chromium = await browser();
let failed = 0;

/** Runs a check with a mock server and pages on it; what a page complained of fails it. */
async function check(name, state, options, work) {
  if (only.length && !only.some((part) => name.includes(part))) return;
  const mock = await new Mock(state, options).start();
  const pages = [];
  const open = async (more = {}) => {
    const one = await page(chromium, mock, { ...options, ...more });
    pages.push(one);
    return one;
  };
  try {
    await work({ mock, open });
    for (const one of pages) {
      assert.deepEqual(one.faults, [], "the page complained");
      assert.deepEqual(one.elsewhere, [], "the page asked elsewhere");
    }
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${String(error.message ?? error).split("\n").slice(0, 12).join("\n       ")}`);
  }
  for (const one of pages) await one.close();
  await mock.stop();
}

const shows = (state, screen, more = {}) => ({ ...state, screen, follows: false, ...more });
/** Names and counts of areas, as they are seen. */
const board = (tab) => tab.evaluate(() => Object.fromEntries([...document.querySelectorAll(".area")].map((area) => [area.querySelector(".name").textContent, area.querySelectorAll(".note").length])));
const until = (tab, work, value) => tab.waitForFunction(work, value, { polling: 50 });
const inArea = (tab, id, area) => until(tab, ([id, area]) => document.querySelector(`.note[data-id="${id}"]`)?.closest(".area")?.dataset.area === area, [id, area]);
const focused = (tab) => tab.evaluate(() => document.activeElement?.dataset?.id ?? document.activeElement?.id ?? document.activeElement?.tagName);
const edits = (mock) => mock.posts.filter(([path]) => path === "/edits").map(([, body]) => body.edit);
const center = async (locator) => {
  const box = await locator.boundingBox();
  return [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
};

await check("notes arrive, the newest first, and are counted", shows(kubecon({ stage: "notes", clusters: [] }, 0), "notes"), {}, async ({ mock, open }) => {
  const { tab } = await open();
  assert.equal(await tab.locator(".stream .note").count(), 13);
  mock.change((state) => ({ ...state, notes: [...state.notes, note(40, "How might we be heard?"), note(41, "How might we wait?")] }));
  await until(tab, () => document.querySelectorAll(".stream .note").length === 15);
  assert.match(await tab.locator(".stream .note").first().textContent(), /wait/);
  assert.equal(await tab.locator(".tally strong").textContent(), "15");
  await until(tab, () => document.getElementById("status").textContent.includes("2 new notes"));
});

await check("a note is moved by mouse", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  const [first, target] = [mock.state.notes[0].id, mock.state.clusters[1].id];
  await tab.mouse.move(...(await center(tab.locator(`.note[data-id="${first}"]`))));
  await tab.mouse.down();
  await tab.mouse.move(...(await center(tab.locator(`.area[data-area="${target}"]`))), { steps: 6 });
  await until(tab, () => document.querySelector(".ghost") && document.querySelector(".area.over"));
  await tab.mouse.up();
  await inArea(tab, first, target);
  await until(tab, () => !document.querySelector(".note[data-pending]"));
  assert.deepEqual(edits(mock), [{ move: { notes: [first], to: target } }]);
  assert.equal(await tab.locator('.note[aria-selected="true"]').count(), 0, "the drop chose the note");
  assert.equal(await tab.locator(".ghost").count(), 0);
});

await check("a drag is given up with Escape", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  await tab.mouse.move(...(await center(tab.locator(".note").first())));
  await tab.mouse.down();
  await tab.mouse.move(...(await center(tab.locator(".area").nth(2))), { steps: 4 });
  await until(tab, () => document.querySelector(".ghost"));
  await tab.keyboard.press("Escape");
  await tab.mouse.up();
  assert.equal(await tab.locator(".ghost").count(), 0);
  assert.deepEqual(edits(mock), []);
});

await check("a note is moved by finger, and a quick finger scrolls", kubecon(), { presenter: true, touch: true, viewport: { width: 800, height: 1100 } }, async ({ mock, open }) => {
  const { tab, context } = await open();
  const client = await context.newCDPSession(tab);
  const [first, target] = [mock.state.notes[0].id, mock.state.clusters[1].id];
  const from = await center(tab.locator(`.note[data-id="${first}"]`)), to = await center(tab.locator(`.area[data-area="${target}"]`));
  const touch = (type, point) => client.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [{ x: point[0], y: point[1] }] : [] });
  await touch("touchStart", from);
  await touch("touchMove", [from[0], from[1] - 60]);
  await touch("touchEnd");
  assert.equal(await tab.locator(".ghost").count(), 0);
  // What a finger set in motion comes to rest first.
  await tab.waitForTimeout(600);
  await tab.evaluate(() => scrollTo(0, 0));
  await touch("touchStart", from);
  await until(tab, () => document.querySelector(".ghost"));
  await touch("touchMove", [from[0] + 20, from[1] + 5]);
  await touch("touchMove", to);
  await touch("touchEnd");
  await inArea(tab, first, target);
  assert.deepEqual(edits(mock), [{ move: { notes: [first], to: target } }]);
});

await check("several notes are moved by keyboard, into a cluster that is searched", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  await tab.locator(".note").first().focus();
  await tab.keyboard.press("ArrowRight");
  await tab.keyboard.press("Space");
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("Enter");
  await tab.keyboard.press("m");
  const combo = tab.getByRole("combobox", { name: "Move to" });
  await combo.waitFor();
  await tab.keyboard.type("roadmap");
  assert.equal(await tab.locator('[role=option][aria-selected="true"]').last().textContent(), "Product Roadmap / Engineering4 notes");
  assert.equal(await combo.getAttribute("aria-activedescendant"), "ask-0");
  await tab.keyboard.press("Enter");
  const target = mock.state.clusters[4].id, ids = [mock.state.notes[1].id, mock.state.notes[2].id];
  for (const id of ids) await inArea(tab, id, target);
  assert.deepEqual(edits(mock), [{ move: { notes: ids, to: target } }]);
  // Focus went back to where it was, and went along with the note.
  assert.equal(await focused(tab), ids[0]);
});

await check("new, park, merge, rename, join and split are keys", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  const done = async (count) => {
    await until(tab, () => !document.querySelector("dialog"));
    for (let tries = 0; mock.posts.length < count && tries < 100; tries += 1) await tab.waitForTimeout(20);
    assert.equal(mock.posts.length, count);
  };
  const start = mock.state;
  await tab.locator(`.note[data-id="${start.notes[0].id}"]`).focus();
  await tab.keyboard.press("m");
  await tab.keyboard.type("Supply chain");
  await tab.keyboard.press("Enter");
  await done(1);
  await inArea(tab, start.notes[0].id, "supply chain");
  await tab.locator(`.note[data-id="${start.notes[1].id}"]`).focus();
  await tab.keyboard.press("p");
  await done(2);
  await inArea(tab, start.notes[1].id, "-parked");
  await tab.locator(`.note[data-id="${start.notes[3].id}"]`).focus();
  await tab.keyboard.press("g");
  await tab.keyboard.type("launch an OSPO");
  await tab.keyboard.press("Enter");
  await done(3);
  await until(tab, (id) => document.querySelector(`.note[data-id="${id}"] .count`)?.textContent === "+1", start.notes[4].id);
  await tab.locator(`.note[data-id="${start.notes[4].id}"]`).focus();
  await tab.keyboard.press("F2");
  await tab.keyboard.press("Control+a");
  await tab.keyboard.type("Starting an OSPO");
  await tab.keyboard.press("Enter");
  await done(4);
  await tab.keyboard.press("j");
  await tab.keyboard.type("roadmap");
  await tab.keyboard.press("Enter");
  await done(5);
  await tab.locator(`.note[data-id="${start.notes[5].id}"]`).focus();
  await tab.keyboard.press("s");
  await tab.keyboard.type("Standards");
  await tab.keyboard.press("Enter");
  await done(6);
  assert.deepEqual(edits(mock), [
    { new: { notes: [start.notes[0].id], name: "Supply chain" } },
    { park: { notes: [start.notes[1].id] } },
    { merge: { note: start.notes[3].id, into: start.notes[4].id } },
    { rename: { cluster: start.clusters[2].id, name: "Starting an OSPO" } },
    { join: { cluster: start.clusters[2].id, into: start.clusters[4].id } },
    { new: { notes: [start.notes[5].id], name: "Standards" } },
  ]);
});

await check("undo and redo, by key and by button", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  const id = mock.state.notes[0].id, from = mock.state.notes[0].cluster;
  await tab.locator(`.note[data-id="${id}"]`).focus();
  await tab.keyboard.press("p");
  await inArea(tab, id, "-parked");
  await until(tab, () => !document.querySelector(".log .pending, .note[data-pending]"));
  await tab.keyboard.press("Control+z");
  await inArea(tab, id, from);
  await tab.getByRole("button", { name: "Redo" }).click();
  await inArea(tab, id, "-parked");
  await tab.keyboard.press("u");
  await inArea(tab, id, from);
  assert.deepEqual(mock.posts.map(([path]) => path), ["/edits", "/undo", "/redo", "/undo"]);
});

await check("what is refused is taken back, with why", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  const id = mock.state.notes[0].id, from = mock.state.notes[0].cluster;
  await tab.locator(`.note[data-id="${id}"]`).focus();
  await tab.keyboard.press("s");
  await tab.keyboard.type("A name that is much longer than the fifty letters of a label");
  await tab.keyboard.press("Enter");
  await until(tab, () => document.querySelector(".log .refused .why")?.textContent.includes("shorten it"));
  await inArea(tab, id, from);
  assert.equal(await focused(tab), id);
});

await check("focus and the choice stay when others edit", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  const ids = mock.state.notes.map((one) => one.id);
  await tab.locator(`.note[data-id="${ids[6]}"]`).focus();
  await tab.keyboard.press("Space");
  mock.take("x", { move: { notes: [ids[5], ids[6]], to: "security" } });
  await inArea(tab, ids[6], "security");
  assert.equal(await focused(tab), ids[6]);
  assert.equal(await tab.locator(`.note[data-id="${ids[6]}"]`).getAttribute("aria-selected"), "true");
  // Gone: the next one in its place has the focus, not the page.
  mock.change((state) => ({ ...state, notes: state.notes.filter((one) => one.id !== ids[6]) }));
  await until(tab, (id) => !document.querySelector(`.note[data-id="${id}"]`), ids[6]);
  assert.ok(ids.includes(await focused(tab)), await focused(tab));
  // A dialog that is open stays open, with what was typed.
  await tab.keyboard.press("m");
  await tab.keyboard.type("coll");
  mock.change((state) => ({ ...state, notes: [...state.notes, note(70, "How might we not disturb?")] }));
  await until(tab, () => wall.state.notes.some((one) => one.text.includes("disturb")));
  assert.equal(await focused(tab), "ask-one");
  assert.equal(await tab.locator("#ask-one").inputValue(), "coll");
});

await check("two browsers edit, and both see both", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const [one, two] = [await open(), await open()];
  const ids = mock.state.notes.map((card) => card.id);
  await one.tab.locator(`.note[data-id="${ids[1]}"]`).focus();
  await two.tab.locator(`.note[data-id="${ids[3]}"]`).focus();
  await Promise.all([one.tab.keyboard.press("p"), two.tab.keyboard.press("p")]);
  for (const { tab } of [one, two]) for (const id of [ids[1], ids[3]]) await inArea(tab, id, "-parked");
  assert.equal(edits(mock).length, 2);
});

await check("votes are hidden until they are revealed", shows(counted({ stage: "voting" }), "vote", { revealed: false }), {}, async ({ mock, open }) => {
  const [room, lead] = [await open(), await open({ presenter: true })];
  assert.equal(await room.tab.locator(".ballot li").count(), 5);
  assert.deepEqual(await room.tab.locator(".figure").allTextContents(), ["", "", "", "", ""]);
  assert.ok(await room.tab.evaluate(() => wall.state.clusters.every((one) => one.votes === null && one.rank === null && !one.chosen)));
  await lead.tab.getByRole("button", { name: "Reveal votes" }).click();
  await until(room.tab, () => document.querySelector(".figure").textContent === "19 votes");
  assert.equal(await room.tab.locator(".ballot .name").first().textContent(), "Managing OSS Best Practices");
  await until(room.tab, () => document.getElementById("status").textContent.includes("Managing OSS Best Practices"));
  await lead.tab.keyboard.press("v");
  await until(room.tab, () => document.querySelector(".figure").textContent === "");
  assert.equal(mock.posts.length, 2);
});

await check("screens and timer are steered by buttons and by keys", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const lead = await open(), room = await open({ presenter: false });
  const screens = ["agenda", "join", "stream-of-notes", "on-board", "vote", "result", "thanks"];
  for (const [index, name] of screens.entries()) {
    await lead.tab.keyboard.press(String(index + 1));
    await room.tab.locator(`.screen.${name}`).waitFor();
  }
  await lead.tab.getByRole("button", { name: "Follow the stage" }).click();
  await room.tab.locator(".screen.on-board").waitFor();
  await lead.tab.getByLabel("Minutes").fill("4");
  await lead.tab.getByRole("button", { name: "Start", exact: true }).click();
  await until(room.tab, () => document.querySelector('.timer[data-level="five"]')?.textContent.includes("less than 5 minutes"));
  await lead.tab.getByRole("button", { name: "+1 minute" }).click();
  await until(room.tab, () => /^[45]:/.test(document.querySelector(".digits").textContent));
  await lead.tab.getByRole("button", { name: "Pause" }).click();
  await until(room.tab, () => document.querySelector('.timer[data-level="paused"]'));
  await lead.tab.getByRole("button", { name: "Stop" }).click();
  await until(lead.tab, () => wall.state.timer === null);
  // The projector's page does nothing with keys.
  const posts = mock.posts.length;
  for (const key of ["1", "3", "7", "m", "p", "v", "u"]) await room.tab.keyboard.press(key);
  assert.equal(mock.posts.length, posts);
  assert.ok(await room.tab.locator(".screen.on-board").isVisible());
});

await check("five minutes and one minute are told, politely", shows(kubecon(), "agenda"), {}, async ({ mock, open }) => {
  const { tab } = await open();
  const ends = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
  mock.change({ timer: { ends: ends(301), paused: null } });
  await until(tab, () => document.getElementById("status").textContent.includes("5 minutes left"));
  mock.change({ timer: { ends: ends(61), paused: null } });
  await until(tab, () => document.getElementById("status").textContent.includes("1 minute left"));
  assert.equal(await tab.locator("#status").getAttribute("aria-live"), "polite");
  assert.match(await tab.locator(".timer").textContent(), /last minute/);
});

await check("announcements are bundled", kubecon(), {}, async ({ mock, open }) => {
  const { tab } = await open();
  await tab.evaluate(() => {
    globalThis.heard = [];
    new MutationObserver(() => heard.push(document.getElementById("status").textContent)).observe(document.getElementById("status"), { childList: true, characterData: true, subtree: true });
  });
  for (let n = 0; n < 12; n += 1) mock.change((state) => ({ ...state, notes: [...state.notes, note(80 + n, `How might we count to ${n}?`)] }));
  await until(tab, () => wall.state.notes.length === 25);
  await tab.waitForTimeout(5000);
  const heard = await tab.evaluate(() => heard);
  assert.ok(heard.length <= 2, JSON.stringify(heard));
  const sum = heard.flatMap((text) => [...text.matchAll(/(\d+) new/g)]).reduce((all, [, n]) => all + Number(n), 0);
  assert.equal(sum, 12);
});

await check("the server goes away: edits wait, are sent once, nothing is lost", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  const ids = mock.state.notes.map((one) => one.id);
  await mock.stop();
  await until(tab, () => !document.querySelector(".banner").hidden);
  for (const id of [ids[0], ids[1], ids[2]]) {
    await tab.locator(`.note[data-id="${id}"]`).focus();
    await tab.keyboard.press("p");
    await inArea(tab, id, "-parked");
  }
  // The last one is taken back before it was ever sent.
  await tab.keyboard.press("u");
  await inArea(tab, ids[2], mock.state.notes[2].cluster);
  assert.match(await tab.locator(".banner").textContent(), /No connection to the server.*2 edits/s);
  // The first one is done, and its answer is lost.
  mock.swallow = 1;
  await mock.start();
  await until(tab, () => document.querySelector(".banner").hidden);
  for (let tries = 0; edits(mock).length < 3 && tries < 400; tries += 1) await tab.waitForTimeout(25);
  await until(tab, () => !document.querySelector(".log .waiting, .note[data-pending]"));
  const bodies = mock.posts.map(([, body]) => body);
  assert.equal(bodies[0].id, bodies[1].id);
  assert.deepEqual(bodies.map((body) => body.edit.park.notes[0]), [ids[0], ids[0], ids[1]]);
  assert.equal(mock.journal.length, 2);
  assert.deepEqual(mock.state.notes.filter((one) => one.parked).map((one) => one.id), [ids[0], ids[1]]);
});

await check("a reload while the server is away loses no edit", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  const id = mock.state.notes[0].id;
  mock.delay = 1e6;
  await tab.locator(`.note[data-id="${id}"]`).focus();
  await tab.keyboard.press("p");
  await inArea(tab, id, "-parked");
  await until(tab, () => sessionStorage.getItem("folkmoot-edits").includes("park"));
  mock.delay = 0;
  await tab.reload();
  await inArea(tab, id, "-parked");
  for (let tries = 0; mock.journal.length < 1 && tries < 100; tries += 1) await tab.waitForTimeout(25);
  assert.equal(new Set(mock.posts.map(([, body]) => body.id)).size, 1);
  assert.equal(mock.journal.length, 1);
});

await check("where events do not come through, the page asks instead", kubecon(), { mute: true }, async ({ mock }) => {
  const one = await page(chromium, mock, {});
  await one.tab.waitForTimeout(100);
  mock.change((state) => ({ ...state, notes: [...state.notes, note(90, "How might we get through?")] }));
  await until(one.tab, () => document.body.textContent.includes("get through"));
  assert.ok(mock.asked.state >= 2, `${mock.asked.state}`);
  assert.deepEqual(one.faults, []);
  await one.close();
});

await check("what was missed between is asked for", kubecon(), {}, async ({ mock, open }) => {
  const { tab } = await open();
  const before = mock.asked.state;
  for (const stream of mock.streams) stream.version = mock.state.version + 5;
  mock.history.push({ ...mock.state, version: mock.state.version + 5 });
  mock.state.version += 9;
  mock.change((state) => ({ ...state, notes: [...state.notes, note(91, "How might we fill gaps?")] }));
  await until(tab, () => document.body.textContent.includes("fill gaps"));
  assert.ok(mock.asked.state > before);
});

for (const screen of ["agenda", "join", "notes", "board", "vote", "result", "thanks"])
  await check(`hostile texts are inert: ${screen}`, shows(hostile(), screen), {}, async ({ open }) => {
    for (const presenter of [false, true]) {
      const { tab } = await open({ presenter });
      if (presenter) await tab.getByRole("button", { name: "See the wall" }).click();
      await tab.waitForTimeout(150);
      const found = await tab.evaluate(() => ({
        elements: document.querySelectorAll("img, iframe, object, embed, #app script, #app style, #app u, #app b, #app i").length,
        links: [...document.querySelectorAll("a")].map((one) => one.href).filter((href) => !/^https?:/.test(href)),
        handlers: [...document.querySelectorAll("#app *")].filter((one) => one.getAttributeNames().some((name) => name.startsWith("on"))).length,
        wide: document.documentElement.scrollWidth - innerWidth,
        title: document.title,
      }));
      assert.deepEqual(found, { elements: 0, links: [], handlers: 0, wide: 0, title: "<h1 onclick=alert(1)>Title</h1> · folkmoot" });
    }
  });

await check("hostile notes keep their words and their direction", hostile(), {}, async ({ open }) => {
  const { tab } = await open();
  const texts = await tab.locator(".board .words").evaluateAll((nodes) => nodes.map((one) => [one.textContent, one.getAttribute("dir")]));
  assert.deepEqual(texts.map(([text]) => text).sort(), [...HOSTILE].sort());
  assert.ok(texts.every(([, dir]) => dir === "auto"));
});

await check("every screen fits 360 px and 1920 × 1080 without sideways scrolling", kubecon(), {}, async ({ mock, open }) => {
  for (const viewport of [{ width: 360, height: 740 }, { width: 320, height: 256 }, { width: 1920, height: 1080 }])
    for (const make of [kubecon, arabic, counted, () => crowd(400)]) {
      mock.change(() => ({ ...make(), revealed: true }));
      for (const presenter of [false, true]) {
        const { tab, close } = await open({ viewport, presenter });
        for (const screen of presenter ? ["board"] : ["agenda", "join", "notes", "board", "vote", "result", "thanks"]) {
          mock.change({ screen, follows: false });
          await until(tab, (version) => wall.state.version >= version, mock.state.version);
          await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
          const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${screen} at ${viewport.width}: ${wide} px too wide`);
          if (viewport.width === 1920 && !presenter) assert.ok(await tab.evaluate(() => document.documentElement.scrollHeight <= innerHeight), `${screen} is higher than the screen`);
        }
        await close();
      }
    }
});

/** Groups of a vote that are not wholly in sight, and names that are cut off. */
const unseen = (tab) =>
  tab.evaluate(() => {
    const hold = document.querySelector(".hold").getBoundingClientRect();
    const rows = [...document.querySelectorAll(".ballot > li")].map((one) => one.getBoundingClientRect());
    return {
      rows: rows.length,
      out: rows.filter((one) => one.bottom > Math.min(hold.bottom, innerHeight) + 1 || one.top < hold.top - 1 || one.right > innerWidth).length,
      cut: [...document.querySelectorAll(".ballot .name")].filter((one) => one.scrollHeight > one.clientHeight + 4 || one.scrollWidth > one.clientWidth + 1).length,
      overlap: rows.some((one, n) => rows.some((other, m) => m > n && one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1)),
      more: document.querySelector(".ballots .beyond").textContent,
    };
  });

for (const viewport of [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }])
  await check(`every group of a vote is in sight at ${viewport.width} × ${viewport.height}`, kubecon(), { viewport, calm: true }, async ({ mock, open }) => {
    const { tab } = await open();
    for (const count of [5, 8, 12, 20, 24])
      for (const motion of [false, true])
        for (const [screen, changes] of [["vote", { revealed: false }], ["vote", {}], ["result", {}]]) {
          mock.change(() => ({ ...shows(polled(count, { motion, open: screen === "vote" }), screen), ...changes }));
          await until(tab, (version) => wall.state.version >= version, mock.state.version);
          await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
          assert.deepEqual(await unseen(tab), { rows: count, out: 0, cut: 0, overlap: false, more: "" }, `${count} groups, ${screen}${changes.revealed === false ? ", hidden" : ""}${motion ? ", a motion" : ""}`);
        }
    // Beyond what a screen holds it says how many there are, and scrolls.
    mock.change(() => shows(polled(80, { open: false }), "result"));
    await until(tab, () => /^\+\u2068?\d+/.test(document.querySelector(".ballots .beyond").textContent));
    const { out, more } = await unseen(tab);
    assert.ok(out > 0 && Math.abs(out - Number(/\d+/.exec(more)[0])) <= 3, `${out} out of sight, and it says ${more}`);
    await tab.evaluate(() => document.querySelector(".hold").scrollTo(0, 1e6));
    await until(tab, () => document.querySelector(".ballots .beyond").hidden);
    assert.equal(await tab.locator(".hold").getAttribute("tabindex"), "0");
  });

await check("a crowded board says in each group how many notes are not in sight", shows(crowd(300, 20), "board"), { viewport: { width: 1920, height: 1080 }, calm: true }, async ({ mock, open }) => {
  const { tab } = await open();
  await until(tab, () => document.querySelectorAll(".board .note").length === 300);
  const found = await tab.evaluate(() =>
    [...document.querySelectorAll(".area")].map((area) => {
      const scroll = area.querySelector(".scroll").getBoundingClientRect(), title = area.querySelector(".name");
      const notes = [...area.querySelectorAll(".note")];
      const seen = notes.filter((one) => one.getBoundingClientRect().bottom <= scroll.bottom + 4).length;
      return { notes: notes.length, seen, said: Number(area.querySelector(".beyond").textContent), high: title.getBoundingClientRect().height / parseFloat(getComputedStyle(title).lineHeight), issue: area.querySelector(".issue").offsetWidth };
    }),
  );
  assert.equal(found.length, 20);
  for (const one of found) {
    assert.ok(Math.abs(one.notes - one.seen - one.said) <= 1, JSON.stringify(one));
    assert.ok(one.seen >= 6 && one.high < 2.1 && one.issue === 0, JSON.stringify(one));
  }
  mock.change(() => shows(kubecon(), "board"));
  await until(tab, () => document.querySelectorAll(".area").length === 5 && !document.querySelector(".beyond:not([hidden])"));
  assert.equal(await tab.locator(".area .issue a").first().isVisible(), true);
});

await check("an idle page asks the server nothing while that says it is there, and seldom where it says nothing", kubecon(), {}, async ({ mock }) => {
  const context = await chromium.newContext();
  await context.clock.install();
  const tab = await context.newPage();
  await tab.goto(mock.url);
  await until(tab, () => globalThis.wall?.state);
  clearInterval(mock.beat);
  const minutes = async (n, said) => {
    for (let quarter = 0; quarter < n * 4; quarter += 1) {
      await tab.clock.runFor(15_000);
      if (said) mock.here();
      // What was sent is to arrive before the clock goes on.
      await tab.waitForTimeout(30);
    }
  };
  await minutes(5, true);
  assert.equal(mock.asked.state, 0);
  await minutes(4, false);
  assert.ok(mock.asked.state >= 1 && mock.asked.state <= 8, `${mock.asked.state} questions in four minutes`);
  assert.equal(await tab.evaluate(() => wall.link.way), "events");
  assert.equal(mock.asked.events, 1);
  await context.close();
});

await check("an edit that fails on GitHub is told on the presenter's page, with why; a refusal too", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  mock.fail = (edit) => (edit.park ? "somebody deleted the note" : null);
  await tab.locator(`.note[data-id="${mock.state.notes[0].id}"]`).focus();
  await tab.keyboard.press("p");
  await until(tab, () => document.querySelector(".toasts .toast")?.textContent.includes("somebody deleted the note"));
  assert.match(await tab.locator(".toasts .toast").textContent(), /did not work: .*Park: .*1 note/);
  assert.deepEqual(await tab.evaluate(() => [document.querySelector(".toasts").getAttribute("role"), document.querySelectorAll(".toasts .toast").length]), ["status", 1]);
  mock.change({ heard: new Date().toISOString() });
  await until(tab, (version) => wall.state.version >= version, mock.state.version);
  assert.equal(await tab.locator(".toast").count(), 1, "it is told once");
  await tab.keyboard.press("s");
  await tab.keyboard.type("A name that is much longer than the fifty letters of a label");
  await tab.keyboard.press("Enter");
  await until(tab, () => document.querySelectorAll(".toast").length === 2 && document.querySelector(".toast:last-child").textContent.includes("shorten it"));
  // Who comes later is not told of what is long past.
  const other = await open();
  await until(other.tab, () => document.querySelector(".log .failed"));
  assert.equal(await other.tab.locator(".toast").count(), 0);
});

await check("the vote is announced: how many voted, and at the close what was chosen", shows(polled(5), "vote", { revealed: false }), {}, async ({ mock, open }) => {
  const { tab } = await open();
  const said = (part) => until(tab, (part) => document.getElementById("status").textContent.replace(/[\u2068\u2069]/g, "").includes(part), part);
  mock.change((state) => ({ ...state, vote: { ...state.vote, voters: 42 } }));
  await said("42 people have voted");
  const best = mock.state.clusters.find((one) => one.rank === 1).name;
  mock.change((state) => ({ ...state, stage: "closed", revealed: true, screen: "result", vote: { ...state.vote, open: false } }));
  await said("The vote is closed. Chosen: ");
  assert.ok((await tab.locator("#status").textContent()).includes(best));
});

await check("units and motions are said in the viewer's language", shows(polled(3, { motion: true }), "vote"), { calm: true }, async ({ mock, open }) => {
  const { tab } = await open();
  const figures = async () => (await tab.locator(".figure").allTextContents()).map((one) => one.replace(/[\u2068\u2069]/g, ""));
  mock.change((state) => ({ ...state, clusters: state.clusters.map((one, n) => ({ ...one, votes: 10 - n, against: 14, abstain: 2 - n, rank: n + 1 })) }));
  await until(tab, (version) => wall.state.version >= version, mock.state.version);
  await until(tab, () => document.querySelector(".figure").textContent === "10 for, 14 against, 2 abstain");
  assert.deepEqual(await figures(), ["10 for, 14 against, 2 abstain", "9 for, 14 against, 1 abstains", "8 for, 14 against, 0 abstain"]);
  const widths = await tab.locator("li:first-child .bar").evaluateAll((bars) => bars.map((one) => Math.round((one.getBoundingClientRect().width / one.parentNode.getBoundingClientRect().width) * 26)));
  assert.deepEqual(widths, [10, 14, 2]);
  for (const [unit, first] of [["yes-votes", "10 yes votes"], ["dots", "10 dots"], ["first-places", "10 first places"], ["credits", "10 credits"], ["something-new", "10"]]) {
    mock.change((state) => ({ ...state, vote: { ...state.vote, unit }, clusters: state.clusters.map((one) => ({ ...one, against: null, abstain: null })) }));
    await until(tab, (first) => document.querySelector(".figure").textContent === first, first);
  }
});

await check("the last screen says where the vote stands, and every screen that the session is called off", shows(kubecon(), "thanks"), {}, async ({ mock, open }) => {
  const { tab } = await open();
  const steps = (part) => until(tab, (part) => document.querySelector(".thanks .steps").textContent.includes(part), part);
  await steps("The vote comes next");
  mock.change((state) => ({ ...state, stage: "voting", vote: { ...state.vote, open: true, voters: 0 } }));
  await steps("The vote is open until");
  mock.change((state) => ({ ...state, stage: "closed", vote: { ...state.vote, open: false, voters: 3 } }));
  await steps("The vote closed");
  mock.change((state) => ({ ...state, session: { ...state.session, off: true }, vote: { ...state.vote, hindrance: "The vote was cancelled: too few came." } }));
  await steps("too few came");
  assert.doesNotMatch(await tab.locator(".thanks").textContent(), /The vote (closed|is open|comes)|report is proposed/);
  const lead = await open({ presenter: true });
  for (const screen of ["agenda", "join", "notes", "board", "vote", "result", "thanks"]) {
    mock.change({ screen });
    await until(tab, (screen) => wall.state.screen === screen, screen);
    for (const one of [tab, lead.tab]) assert.equal(await one.locator(".off").isVisible(), true, screen);
  }
  assert.equal(await tab.locator(".off").textContent(), "This session is called off.");
});

await check("language, theme and size of text are the viewer's", kubecon(), {}, async ({ open }) => {
  const { tab } = await open();
  await tab.locator(".settings summary").click();
  await tab.locator("#language").selectOption("pt");
  await until(tab, () => document.documentElement.lang === "pt-BR" && document.body.textContent.includes("13 notas"));
  await tab.locator(".settings summary").click();
  await tab.locator("#theme").selectOption("dark");
  assert.equal(await tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgb(18, 20, 24)");
  const size = () => tab.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  const before = await size();
  await tab.getByRole("button", { name: "Texto maior" }).click();
  assert.ok((await size()) > before);
  await tab.reload();
  await until(tab, () => document.documentElement.lang === "pt-BR" && document.documentElement.dataset.theme === "dark");
});

await check("keys of one letter can be switched off", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  await tab.locator(".note").first().focus();
  await tab.keyboard.press("?");
  await tab.getByLabel("Keys that are one letter or digit").uncheck();
  await tab.keyboard.press("Escape");
  assert.equal(await focused(tab), mock.state.notes[0].id);
  for (const key of ["p", "3", "v", "m"]) await tab.keyboard.press(key);
  await tab.waitForTimeout(100);
  assert.deepEqual(mock.posts, []);
  assert.equal(await tab.locator("dialog").count(), 0);
  await tab.keyboard.press("F2");
  await tab.locator("dialog").waitFor();
});

await check("Tab walks through the page and out of it", kubecon(), { presenter: true }, async ({ open }) => {
  const { tab } = await open();
  const seen = new Set();
  let notes = 0;
  for (let n = 0; n < 80; n += 1) {
    await tab.keyboard.press("Tab");
    const where = await tab.evaluate(() => {
      const one = document.activeElement;
      return one === document.body ? null : `${one.tagName} ${one.className} ${one.textContent.slice(0, 30)} ${one.id}`;
    });
    if (where === null || seen.has(where)) break;
    seen.add(where);
    if (where.startsWith("LI note")) notes += 1;
  }
  assert.equal(notes, 1, "notes are one stop");
  assert.ok(seen.size > 25, `${seen.size}`);
  assert.ok([...seen].some((one) => one.includes("Undo") || one.includes("Invite")), "the panel is reached");
});

await check("a link is made and can be copied", kubecon(), { presenter: true }, async ({ mock, open }) => {
  const { tab } = await open();
  await tab.getByRole("button", { name: "Invite a facilitator" }).click();
  await until(tab, () => document.getElementById("invite")?.value.includes("/open/"));
  await tab.getByRole("button", { name: "Copy" }).click();
  assert.deepEqual(mock.posts, [["/invite", { to: "presenter" }]]);
});

await check("a one-time link opens by itself", kubecon(), {}, async ({ mock }) => {
  const context = await chromium.newContext();
  const tab = await context.newPage();
  await tab.goto(`${mock.url}open/abc`);
  await tab.getByRole("link", { name: "presenter" }).click();
  await tab.locator(".bench").waitFor();
  await context.close();
});

const AXE = axeSource();
const dressed = { agenda: kubecon(), join: kubecon(), notes: kubecon(), board: kubecon({}, 9), vote: counted({ stage: "voting" }), result: counted({ stage: "closed" }), many: { ...polled(24, { motion: true, open: false }), screenName: "result" }, over: { ...polled(80), screenName: "vote" }, thanks: { ...counted({ stage: "closed" }), session: { ...kubecon().session, off: true }, report: { url: "https://github.com/todogroup/governance/pull/1", merged: false } } };
for (const dark of [false, true])
  for (const presenter of [false, true])
    await check(`axe finds nothing: ${presenter ? "presenter" : "projector"}, ${dark ? "dark" : "light"}`, kubecon(), { presenter, dark, calm: true }, async ({ mock, open }) => {
      for (const [screen, state] of Object.entries(dressed)) {
        mock.change(() => ({ ...shows(state, state.screenName ?? screen), timer: { ends: new Date(Date.now() + 200_000).toISOString(), paused: null }, trouble: "GitHub answers slowly. Nothing to do." }));
        const { tab, close } = await open();
        const run = async (what) => {
          await tab.evaluate(AXE);
          const { violations, passes } = await tab.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
          assert.ok(passes.some((one) => one.id === "color-contrast"), "contrast was not looked at");
          assert.deepEqual(violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.slice(0, 3).map((one) => `${one.html.slice(0, 160)} ${one.any[0]?.message ?? ""}`).join(" | ")}`), []);
        };
        if (presenter) await tab.locator(".note").nth(2).click();
        await run(screen);
        if (presenter) {
          if (screen !== "board") await tab.getByRole("button", { name: "See the wall" }).click();
          else {
            for (const [key, name] of [["m", "move"], ["s", "split"], ["?", "help"], ["d", "details"]]) {
              await tab.keyboard.press(key);
              await tab.locator("dialog").waitFor();
              await run(`dialog ${name}`);
              await tab.keyboard.press("Escape");
            }
          }
        } else await tab.locator(".settings summary").click();
        await run(`${screen}, more`);
        await close();
      }
    });

await chromium.close();
// A mock that a check left open keeps nothing waiting.
process.exit(failed ? 1 : 0);
