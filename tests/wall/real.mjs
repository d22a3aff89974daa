// The page on the real server: `folkmoot rehearse examples/kubecon-india-2024 --wall` plays a session on a GitHub of its own, and browsers
// look on and edit. One line a check. FOLKMOOT: the binary; WALL_MINUTES: how long the session takes.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { axeSource, browser } from "./browser.mjs";

const example = fileURLToPath(new URL("../../examples/kubecon-india-2024", import.meta.url));
const minutes = process.env.WALL_MINUTES ?? "3";
const rehearsal = spawn(process.env.FOLKMOOT, ["rehearse", example, "--wall", "--minutes", minutes], { stdio: ["ignore", "pipe", "inherit"] });
const ended = new Promise((resolve) => rehearsal.on("exit", (code) => resolve(code)));
let printed = "";
const links = await new Promise((resolve, reject) => {
  rehearsal.stdout.on("data", (piece) => {
    printed += piece;
    const found = /^wall: +(\S+)\npresenter: +(\S+)$/m.exec(printed);
    if (found) resolve({ wall: found[1], presenter: found[2] });
  });
  ended.then((code) => reject(new Error(`rehearse ended with ${code}: ${printed}`)));
});
const origin = new URL(links.wall).origin;

const chromium = await browser();
const faults = [];
let failed = 0;
async function check(name, work) {
  try {
    await work();
    assert.deepEqual(faults.splice(0), [], "a page complained");
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${String(error.message ?? error).split("\n").slice(0, 8).join("\n       ")}`);
  }
}
async function visit(url) {
  const context = await chromium.newContext({ viewport: { width: 1920, height: 1080 }, locale: "en" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(90_000);
  tab.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  tab.on("dialog", (dialog) => (faults.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  tab.on("console", (message) => message.type() === "error" && !/Failed to load resource|ERR_/.test(message.text()) && faults.push(`console: ${message.text()}`));
  tab.on("request", (request) => !request.url().startsWith(origin) && !request.url().startsWith("data:") && faults.push(`elsewhere: ${request.url()}`));
  await tab.goto(url);
  return { tab, context };
}
const until = (tab, work, value) => tab.waitForFunction(work, value, { polling: 50 });
const inArea = (tab, id, area) => until(tab, ([id, area]) => document.querySelector(`.note[data-id="${id}"]`)?.closest(".area")?.dataset.area === area, [id, area]);
const settled = (tab, id) => until(tab, (id) => wall.state.notes.find((one) => one.id === id)?.pending === false && !document.querySelector(".log .waiting, .log .pending"), id);
const state = (tab) => tab.evaluate(() => wall.state);

const room = await visit(links.wall), lead = await visit(links.presenter);
await check("the facilitator's link opens the page, once", async () => {
  await lead.tab.waitForURL(`${origin}/presenter`);
  await lead.tab.locator(".bench").waitFor();
  const other = await chromium.newContext();
  const again = await other.request.post(links.presenter, { headers: { origin } });
  assert.equal(again.status(), 403);
  assert.equal((await other.request.get(`${origin}/presenter`)).status(), 403);
  const bare = await other.request.post(`${origin}/edits`, { data: { id: "x", edit: { park: { notes: [] } } }, headers: { origin } });
  assert.equal(bare.status(), 403);
  const foreign = await lead.context.request.post(`${origin}/screen`, { data: { screen: "vote" }, headers: { origin: "https://evil.example" } });
  assert.equal(foreign.status(), 403);
  await other.close();
});

await check("notes arrive while one looks on", async () => {
  await until(room.tab, () => globalThis.wall?.state?.screen === "notes" && wall.state.notes.length > 0);
  const before = await room.tab.locator(".stream .note").count();
  await until(room.tab, (before) => document.querySelectorAll(".stream .note").length > before, before);
});

const ready = async (tab) => {
  await until(tab, () => wall.state.editable && wall.state.clusters.length >= 3 && wall.state.notes.filter((one) => one.cluster && one.number && !one.pending).length >= 8);
  return state(tab);
};
let board;
await check("a note is moved by keyboard, reaches GitHub, and the room sees it", async () => {
  board = await ready(lead.tab);
  await until(room.tab, () => document.querySelector(".screen.on-board"));
  const note = board.notes.find((one) => one.cluster), to = board.clusters.find((one) => one.id !== note.cluster);
  await lead.tab.locator(`.note[data-id="${note.id}"]`).focus();
  await lead.tab.keyboard.press("m");
  await lead.tab.getByRole("combobox").waitFor();
  await lead.tab.keyboard.type(to.name);
  await lead.tab.keyboard.press("Enter");
  await inArea(room.tab, note.id, to.id);
  await settled(lead.tab, note.id);
  assert.deepEqual((await state(lead.tab)).edits.filter((one) => one.state === "failed"), []);
  await lead.tab.keyboard.press("Control+z");
  await inArea(room.tab, note.id, note.cluster);
  await settled(lead.tab, note.id);
});

await check("a note is moved by mouse", async () => {
  board = await state(lead.tab);
  const note = board.notes.filter((one) => one.cluster)[2], to = board.clusters.find((one) => one.id !== note.cluster);
  const center = async (locator) => {
    await locator.scrollIntoViewIfNeeded();
    const box = await locator.boundingBox();
    return [box.x + box.width / 2, box.y + Math.min(20, box.height / 2)];
  };
  await lead.tab.mouse.move(...(await center(lead.tab.locator(`.note[data-id="${note.id}"]`))));
  await lead.tab.mouse.down();
  await lead.tab.mouse.move(...(await center(lead.tab.locator(`.area[data-area="${to.id}"] header`))), { steps: 5 });
  await lead.tab.mouse.up();
  await inArea(room.tab, note.id, to.id);
  await settled(lead.tab, note.id);
});

let second;
await check("two facilitators edit at once, and neither loses anything", async () => {
  await lead.tab.getByRole("button", { name: "Invite a facilitator" }).click();
  await until(lead.tab, () => document.getElementById("invite")?.value.includes("/open/"));
  second = await visit(await lead.tab.locator("#invite").inputValue());
  await second.tab.locator(".bench").waitFor();
  await second.tab.locator(".note").first().waitFor();
  board = await state(lead.tab);
  const [one, two] = board.notes.filter((card) => card.cluster).slice(4, 6);
  await lead.tab.locator(`.note[data-id="${one.id}"]`).focus();
  await second.tab.locator(`.note[data-id="${two.id}"]`).focus();
  await Promise.all([lead.tab.keyboard.press("p"), second.tab.keyboard.press("p")]);
  for (const { tab } of [lead, second, room]) for (const { id } of [one, two]) await inArea(tab, id, "-parked");
  for (const { id } of [one, two]) await settled(lead.tab, id);
});

await check("an edit that is made without a connection is sent after, once", async () => {
  board = await state(second.tab);
  const note = board.notes.filter((card) => card.cluster)[0];
  await second.context.setOffline(true);
  await second.tab.locator(`.note[data-id="${note.id}"]`).focus();
  await second.tab.keyboard.press("p");
  await inArea(second.tab, note.id, "-parked");
  await second.tab.locator(".log .waiting").waitFor();
  assert.equal((await state(lead.tab)).notes.find((one) => one.id === note.id).parked, false);
  await second.context.setOffline(false);
  await inArea(room.tab, note.id, "-parked");
  await settled(second.tab, note.id);
  assert.equal((await state(lead.tab)).edits.filter((one) => one.state === "failed").length, 0);
});

await check("votes stay hidden until they are revealed", async () => {
  await until(room.tab, () => wall.state.stage === "voting" && wall.state.vote.voters > 0);
  const hidden = await state(room.tab);
  assert.ok(hidden.vote.hidden && hidden.clusters.every((one) => one.votes === null && one.rank === null && !one.chosen), JSON.stringify(hidden.clusters));
  assert.equal(hidden.editable, false);
  await lead.tab.keyboard.press("5");
  await room.tab.locator(".screen.vote").waitFor();
  await lead.tab.keyboard.press("v");
  await until(room.tab, () => /^\d+ votes?$/.test(document.querySelector(".screen.vote .figure")?.textContent));
});

await check("axe finds nothing on what the real server shows", async () => {
  for (const { tab } of [room, lead]) {
    await tab.evaluate(axeSource());
    const { violations } = await tab.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`), []);
  }
});

await check("the result is ranked, and says what was chosen", async () => {
  await lead.tab.keyboard.press("0");
  await until(room.tab, () => wall.state.screen === "result" && document.querySelector(".result .is-chosen .chosen")?.textContent.includes("chosen"));
  const ranks = await room.tab.locator(".ranked .rank").allTextContents();
  assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b));
  await lead.tab.keyboard.press("7");
  await room.tab.locator(".screen.thanks").waitFor();
});

await chromium.close();
await check("the rehearsal ends well", async () => {
  assert.equal(await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve("not at all"), Number(minutes) * 60_000 + 60_000))]), 0);
});
rehearsal.kill("SIGINT");
process.exitCode = failed ? 1 : 0;
