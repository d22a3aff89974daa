// Takes pictures of the wall, from the mock server: those that the documentation shows into docs/pictures/wall, the others, to look at, into
// target/pictures.
//
// Usage: tests/wall/run pictures (or CHROMIUM=… WALL_NODE=… node tests/wall/pictures.mjs)

import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { browser, page } from "./browser.mjs";
import { Mock } from "./mock.mjs";
import { arabic, counted, crowd, kubecon, polled } from "./fixtures.mjs";

const SHOWN = ["board", "board-dark", "presenter", "result"];
const folder = (name) => {
  const place = SHOWN.includes(name) ? "../../docs/pictures/wall/" : "../../target/pictures/";
  const folder = process.env.PICTURES ?? fileURLToPath(new URL(place, import.meta.url));
  mkdirSync(folder, { recursive: true });
  return folder;
};
const only = process.argv.slice(2);
const closed = { stage: "closed", vote: { open: false } };
const voting = { stage: "voting", editable: false };
const open = (board) => ({ ...board, vote: { ...board.vote, open: true, voters: 17 } });
const full = { width: 1920, height: 1080 }, half = { width: 1280, height: 720 }, phone = { width: 360, height: 740 };

const PICTURES = [
  ["agenda", kubecon(), half],
  ["join", kubecon(), half],
  ["notes", kubecon({ stage: "notes", clusters: [] }, 0), half],
  ["board", kubecon({}, 11), full],
  ["board-400", crowd(400), full, { screen: "board" }],
  ["board-dark", kubecon({}, 11), half, { screen: "board", dark: true }],
  ["vote", open(kubecon(voting)), half],
  ["vote-shown", open(counted(voting)), half, { screen: "vote" }],
  ["result", counted({ stage: "closed", vote: { open: false } }), half],
  ["vote-24", { ...polled(24), stage: "voting" }, half, { screen: "vote" }],
  ["board-crowded", crowd(300, 20), full, { screen: "board" }],
  ["motion", polled(5, { motion: true, open: false }), half, { screen: "result" }],
  ["result-dark", counted({ stage: "closed", vote: { open: false } }), half, { screen: "result", dark: true }],
  ["thanks", { ...counted(closed), report: { url: "https://github.com/todogroup/governance/pull/1", merged: false } }, half],
  ["presenter", kubecon({}, 11), half, { screen: "board", presenter: true }],
  ["phone", kubecon({}, 11), phone, { screen: "board" }],
  ["phone-join", kubecon(), phone, { screen: "join" }],
  ["phone-presenter", kubecon({}, 11), phone, { screen: "board", presenter: true }],
  ["japanese", counted({ stage: "closed", vote: { open: false } }), half, { screen: "result", lang: "ja" }],
  ["arabic", arabic(), half, { screen: "board" }],
];

const chromium = await browser();
for (const [name, board, viewport, { screen = name, dark = false, presenter = false, lang = "en" } = {}] of PICTURES) {
  if (only.length && !only.includes(name)) continue;
  const mock = await new Mock({ ...board, screen, follows: false }).start();
  const { tab, close } = await page(chromium, mock, { viewport, presenter, lang, dark });
  if (presenter && viewport === half) {
    for (const text of ["sharing ideas", "networking issues"]) await tab.locator(".note", { hasText: text }).click();
    mock.change({ timer: { ends: new Date(Date.now() + 3 * 60_000 + 30_000).toISOString(), paused: null } });
    mock.take("picture", { move: { notes: [board.notes[12].id], to: "security" } });
    mock.latency = 1e6;
    mock.take("picture-2", { park: { notes: [board.notes[11].id] } });
  }
  await tab.waitForTimeout(1200);
  const file = `${folder(name)}/${name}.png`;
  await tab.screenshot({ path: file });
  await close();
  await mock.stop();
  // Fewer colours, where the tool is there.
  try {
    execFileSync("pngquant", ["--force", "--skip-if-larger", "--output", file, "128", file], { stdio: "ignore" });
  } catch {
    // Then it is as large as it is.
  }
  console.log(`ok   ${name}: ${Math.round(statSync(file).size / 1024)} KB`);
}
await chromium.close();
