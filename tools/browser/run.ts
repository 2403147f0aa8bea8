/**
 * `npm run test:browser [-- NAME…]`: uses our pages like a person, in a headless Chromium. Without a browser it says so and does
 * not fail. With `-- pictures` it makes the pictures of docs/page.md anew.
 */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from '../find-browser.ts';
import type { BrowserTest } from './browser-test.ts';
import { testDemo } from './demo.ts';
import { testDragging } from './dragging.ts';
import { testPage } from './page.ts';
import { makePictures } from './pictures.ts';
import { testSimulation } from './simulation.ts';
import { testSlack } from './slack.ts';

/** By name, in the order in which they run. */
const tests: Readonly<Record<string, (given: BrowserTest) => Promise<void>>> = {
  page: testPage,
  dragging: testDragging,
  simulation: testSimulation,
  slack: testSlack,
  demo: testDemo,
};

const executablePath = findBrowser(process.env, existsSync);
if (executablePath === undefined) {
  process.stdout.write(
    'test:browser: no Chromium or Chrome found (CHROME_BIN, PATH), so nothing was tested. Debian has it: apt-get install chromium\n',
  );
  process.exit(0);
}
const chosen = process.argv.slice(2);
const known = { ...tests, pictures: makePictures };
const unknown = chosen.find((name) => !Object.hasOwn(known, name));
if (unknown !== undefined) {
  process.stderr.write(`test:browser: expected one of ${Object.keys(known).join(', ')}, got ${unknown}\n`);
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'greenlight-browser-'));
// As root, Chromium has no sandbox. That is safe here: it opens only our own pages.
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath, args });
try {
  for (const [name, test] of Object.entries(chosen.length === 0 ? tests : known)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    await test({ browser, folder });
    process.stdout.write(`test:browser: ${name} passed\n`);
  }
  process.stdout.write(`test:browser: screenshots are in ${folder}\n`);
} finally {
  await browser.close();
}
