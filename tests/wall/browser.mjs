// A real browser: Chromium, driven by playwright-core that tests/wall/run put into WALL_NODE.

import { createRequire } from "node:module";

const require = createRequire(`${process.env.WALL_NODE ?? "/nowhere"}/package.json`);
const { chromium } = require("playwright-core");
export const axeSource = () => require("axe-core").source;

export const browser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"] });

/** A page on the wall, with everything that it complained of: errors, dialogs, requests to elsewhere. */
export async function page(chromium_, server, { viewport = { width: 1280, height: 720 }, presenter = false, lang = "en", dark = false, touch = false, calm = false, path = null } = {}) {
  const context = await chromium_.newContext({ viewport, locale: lang, colorScheme: dark ? "dark" : "light", hasTouch: touch, reducedMotion: calm ? "reduce" : "no-preference" });
  const tab = await context.newPage();
  const faults = [], elsewhere = [];
  tab.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  tab.on("dialog", (dialog) => (faults.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  tab.on("console", (message) => message.type() === "error" && !/Failed to load resource|ERR_/.test(message.text()) && faults.push(`console: ${message.text()}`));
  tab.on("request", (request) => !request.url().startsWith(server.url) && !request.url().startsWith("data:") && elsewhere.push(request.url()));
  if (presenter) await context.addCookies([{ name: "folkmoot", value: "key", url: server.url, httpOnly: true, sameSite: "Strict" }]);
  await tab.goto(server.url.replace(/\/$/, "") + (path ?? (presenter ? "/presenter" : "/")));
  await tab.waitForFunction(() => globalThis.wall?.state && document.querySelector(".screen, .bench"));
  return { tab, context, faults, elsewhere, close: () => context.close() };
}
