import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledPage } from '../page/bundled-page.ts';
import { type BrowserTest, openPage } from './browser-test.ts';
import { backed, running } from './scenes.ts';
import { standIn } from './stand-in.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'docs', 'pictures');
const mostBytes = 150_000;

/** What is asked first, and where one screen of 1280 × 800 answers it. */
const answers = {
  'why-rolled-back': '.headline',
  evidence: '.card-evidence',
  exposed: '.card-exposure',
  approved: '.card-gates .gate',
  serves: '.card-serves',
} as const;

/** Each answer as it is seen without scrolling: cut out of the screen, never scrolled to. */
async function takeAnswers(given: BrowserTest, url: string): Promise<void> {
  const { page } = await openPage(given, { viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.locator('.chart-canvas canvas').first().waitFor();
  await page.waitForTimeout(500);
  const dock = await page.locator('.dock').boundingBox();
  for (const [name, selector] of Object.entries(answers)) {
    const clip = await page.locator(selector).first().boundingBox();
    if (clip === null || dock === null || clip.y + clip.height > dock.y)
      throw new Error(`${name}: expected to be seen without scrolling`);
    await page.screenshot({ path: join(folder, `answer-${name}.png`), clip });
  }
  await page.close();
}

/** The pictures of docs/page.md. They are made when asked for, and looked at before they are committed. */
export async function makePictures({ browser }: BrowserTest): Promise<void> {
  await mkdir(folder, { recursive: true });
  const server = await standIn(await bundledPage(root));
  const take = async (
    name: string,
    path: string,
    { dark = false, width = 1280, height = 800 }: { dark?: boolean; width?: number; height?: number } = {},
  ) => {
    const { page } = await openPage(
      { browser, folder },
      { viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' },
    );
    await page.goto(`${server.url}${path}`);
    await page.locator('.row, .chart-canvas canvas').first().waitFor();
    // The charts are drawn, and figures have followed.
    await page.waitForTimeout(500);
    // As WebP it is a third of what it would be as PNG.
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 85 });
    const picture = Buffer.from(data, 'base64');
    if (picture.length > mostBytes)
      throw new Error(`${name}: expected at most ${mostBytes} bytes, got ${picture.length}`);
    await writeFile(join(folder, `${name}.webp`), picture);
    await page.close();
  };
  try {
    await take('page-now', '', { height: 560 });
    await take('page-rolled-back', `r/${backed.rollout}`);
    await takeAnswers({ browser, folder }, `${server.url}r/${backed.rollout}`);
    await take('page-past', `r/${backed.rollout}?at=2026-11-30T13:50:00Z`);
    server.live = running;
    await take('page-dark', `r/${backed.rollout}`, { dark: true });
    await take('page-narrow', `r/${backed.rollout}`, { width: 360, height: 740 });
  } finally {
    await server.close();
  }
}
