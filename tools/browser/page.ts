import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { rolloutPageSchema, sessionSchema } from '../../core/dashboard/api.ts';
import { bundledPage } from '../page/bundled-page.ts';
import { testAccess } from './access.ts';
import { type BrowserTest, expect, openPage } from './browser-test.ts';
import { buttons, proposals } from './deciding.ts';
import { asking, backed, done, hostile, hostileText, long, pageOf, running, session } from './scenes.ts';
import { type Given, standIn } from './stand-in.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const desk = { width: 1280, height: 800 };

const scenes: Readonly<Record<string, (given: Given) => Promise<void>>> = {
  'all endpoints': allEndpoints,
  'five questions': fiveQuestions,
  'the time machine': timeMachine,
  buttons,
  proposals,
  'a simulation': simulation,
  'hostile texts': hostileTexts,
  'a lost connection': lostConnection,
  'what is not there': notThere,
};

/** The page on a stand-in for its server: what it shows, and how it is used. */
export async function testPage(given: BrowserTest): Promise<void> {
  checkScenes();
  const server = await standIn(await bundledPage(root));
  try {
    for (const [name, scene] of Object.entries(scenes)) {
      const opened = await openPage(given, { viewport: desk });
      opened.page.setDefaultTimeout(20_000);
      Object.assign(server, { count: 12, live: backed, mode: 'aws' });
      try {
        await scene({ ...opened, server });
        if (opened.errors.length > 0) throw new Error(`errors on the page: ${opened.errors.join('; ')}`);
      } catch (error) {
        await opened.shot('page-failed');
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
      }
      await opened.page.close();
    }
    await testAccess(given, server);
  } finally {
    await server.close();
  }
}

/** The stand-in answers what the real server would. */
function checkScenes(): void {
  for (const story of [backed, running, asking, done, long, hostile]) rolloutPageSchema.parse(pageOf(story));
  sessionSchema.parse(session('simulation'));
}

async function allEndpoints({ page, server, shot }: Given): Promise<void> {
  server.count = 500;
  await page.goto(server.url);
  await page.locator('.row').nth(499).waitFor({ state: 'attached' });
  await shot('now');
  // Who must act comes first, then who waits for somebody.
  expect(await page.locator('.row .row-name b').nth(0).textContent(), 'ranking');
  expect(await page.locator('.row .row-name b').nth(1).textContent(), 'churn');
  await page.keyboard.press('/');
  await page.keyboard.type('model-17 deployed');
  await page.locator('.filters', { hasText: 'of 500 shown' }).waitFor();
  // 170 to 179, but for 170, which was rolled back.
  await waitForCount(page, '.row', 9);
  await page.keyboard.press('Escape');
  await waitForCount(page, '.row', 500);
  await page.getByRole('button', { name: /Under way/ }).click();
  await waitForCount(page, '.row', 2);
  // By keys alone: the first row, the next one, back, and into it.
  await page.locator('.now').click({ position: { x: 2, y: 2 } });
  for (const key of ['j', 'j', 'k']) await page.keyboard.press(key);
  expect(await focused(page), 'churn');
  await page.keyboard.press('Enter');
  await page.locator('.rollout-name', { hasText: 'churn' }).waitFor();
  expect(new URL(page.url()).pathname, `/r/${asking.rollout}`);
  await page.goBack();
  await waitForCount(page, '.row', 2);
}

async function fiveQuestions({ page, server, shot }: Given): Promise<void> {
  await page.goto(`${server.url}r/${backed.rollout}`);
  const answers: readonly (readonly [string, RegExp])[] = [
    ['.sentence', /ROLLED_BACK at 13:57 UTC: Alarm 5xx-rate 4\.2 %, limit 1 %/],
    ['.card-evidence', /Judged FAIL: 5xx: green [\d,]+ of [\d,]+, blue/],
    ['.card-exposure', /[\d,]{5,} requests on green.*\d+ failed with 5xx/],
    ['.card-gates .decision', /Approved by Ana Lima in Slack at 13:34:00: “offline metrics look good”/],
    ['.card-serves .fleet.is-blue', /v12.*100 %/],
  ];
  for (const [where, what] of answers) {
    const found = page.locator(where).first();
    await found.filter({ hasText: what }).waitFor();
    // Above the fold, and not behind the time machine.
    const box = await found.locator(':scope').boundingBox();
    const dock = await page.locator('.dock').boundingBox();
    const line = where === '.card-evidence' ? 60 : Math.min(box?.height ?? 0, 60);
    if (box === null || dock === null || box.y + line > dock.y)
      throw new Error(`${where}: expected to be seen without scrolling at 1280 × 800`);
  }
  await shot('rolled-back');
  // Whoever looks says the SLO, once.
  await page.getByLabel('SLO').selectOption('99.9');
  const budget = page.locator('.budget', { hasText: /^[\d.]+ % of a month’s error budget$/ });
  await budget.waitFor();
  const told = await budget.textContent();
  await page.reload();
  await budget.waitFor();
  expect(await budget.textContent(), told);
  await page.goto(`${server.url}r/${backed.rollout}?slo=99`);
  await page.locator('.slo', { hasText: 'SLO 99 %' }).waitFor();
  if ((await budget.textContent()) === told) throw new Error('expected the SLO of the address');
  await shot('budget');
}

async function timeMachine({ page, server, shot }: Given): Promise<void> {
  await page.goto(`${server.url}r/${backed.rollout}`);
  const slider = page.getByRole('slider', { name: 'Shown instant' });
  await slider.waitFor();
  const { frames } = pageOf(backed);
  // Dragged to the second bake, everything shows what was known then.
  await page.goto(`${server.url}r/${backed.rollout}?at=2026-11-30T13:50:00Z`);
  const frame = frames.findLast(({ at }) => at <= '2026-11-30T13:50:00.000Z');
  await page.locator('.sentence', { hasText: frame?.sentence ?? 'no frame' }).waitFor();
  await page
    .locator('.card-exposure', { hasText: frame?.exposure?.requests.toLocaleString('en-US') ?? '' })
    .waitFor();
  await page.locator('.card-serves .fleet.is-green', { hasText: '50 %' }).waitFor();
  await page.locator('.chart-traffic .reading', { hasText: /green 50 %/ }).waitFor();
  await page.locator('.as-it-was', { hasText: 'as it was at 2026-11-30 13:50:00Z' }).waitFor();
  const seen = await page.locator('main').innerText();
  for (const later of ['ROLLED_BACK', 'shifted all traffic back', 'back on blue', 'ended 13:57', 'went off'])
    if (seen.includes(later)) throw new Error(`what came later is shown: ${later}`);
  await shot('past');
  // By keys: to the next change, a minute back, to the beginning, to the end.
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await page.locator('.instant-clock', { hasText: '13:49:00' }).waitFor();
  await page.keyboard.press('Home');
  await page.locator('.instant-clock', { hasText: '13:21:00' }).waitFor();
  await page.keyboard.press('End');
  await page.getByRole('button', { name: 'At the end' }).waitFor();
  // A click on a happening, and on a chart.
  await page.locator('.happening', { hasText: 'went off' }).getByRole('button').click();
  await page.locator('.instant-clock', { hasText: '13:55:00' }).waitFor();
  await page.locator('.chart-requests .u-over').click({ position: { x: 100, y: 40 } });
  await page.locator('.as-it-was', { hasText: '13:3' }).waitFor();
  // Played, it comes to the end by itself.
  await page.getByLabel('Speed').selectOption('600');
  await page.getByRole('button', { name: 'Play' }).click();
  await page.getByRole('button', { name: 'At the end' }).waitFor();
  await page.getByRole('button', { name: 'Play' }).waitFor();
}

async function simulation({ page, server, shot }: Given): Promise<void> {
  server.mode = 'simulation';
  await page.goto(`${server.url}r/${backed.rollout}?at=2026-11-30T13:50:00Z`);
  await page.locator('.chart-traffic .reading', { hasText: 'green 50 %' }).waitFor();
  // Played anew, everything shows the same instant of the new course: charts, too, that were drawn before.
  server.live = { ...backed, steps: [10, 20, 30, 100] };
  await page.getByLabel('strategy').selectOption('canary');
  await page.getByLabel('trip at the shown instant').selectOption('5xx-rate');
  await page.locator('.what-if', { hasText: 'played anew' }).waitFor();
  await page.locator('.chart-traffic .reading', { hasText: 'green 20 %' }).waitFor();
  await page.locator('.card-serves .fleet.is-green', { hasText: '20 %' }).waitFor();
  expect(
    JSON.stringify(server.simulated),
    JSON.stringify([
      { strategy: 'canary' },
      { strategy: 'canary', trip: { alarm: '5xx-rate', atSeconds: 1740 } },
    ]),
  );
  await shot('simulation');
}

async function hostileTexts({ page, server, shot }: Given): Promise<void> {
  for (const path of ['', `r/${hostile.rollout}`]) {
    await page.goto(`${server.url}${path}`);
    await page.locator('main').getByText(hostileText).first().waitFor();
    if (await page.evaluate<boolean>("'hurt' in window")) throw new Error(`${path}: a text has run`);
    if ((await page.locator('main img, main script').count()) > 0)
      throw new Error(`${path}: a text became markup`);
    if ((await page.locator('a[href^="javascript:" i]').count()) > 0) throw new Error(`${path}: a link runs`);
  }
  await shot('hostile');
}

async function lostConnection({ page, server, errors }: Given): Promise<void> {
  server.live = running;
  await page.goto(`${server.url}r/${running.rollout}`);
  await page.locator('.link-state.is-live').waitFor();
  await page.locator('.sentence', { hasText: 'Shifting traffic' }).waitFor();
  // What has changed is asked for when the server says so.
  server.live = { ...running, until: 32 };
  server.tell({ kind: 'rollout', rollout: running.rollout, asOf: '2026-11-30T13:53:00.000Z' });
  await page.locator('.headline', { hasText: 'Shifting traffic' }).waitFor();
  server.cut();
  await page.locator('.banner', { hasText: 'The connection is lost' }).waitFor();
  server.live = backed;
  server.mend();
  await page.locator('.link-state.is-live').waitFor();
  await page.locator('.banner').waitFor({ state: 'detached' });
  await page.locator('.sentence', { hasText: 'ROLLED_BACK' }).waitFor();
  await page.locator('.alarm.is-on', { hasText: '5xx-rate' }).waitFor();
  server.tell({ kind: 'trouble', text: 'AWS could not be read: ThrottlingException' });
  await page.locator('.banner', { hasText: 'ThrottlingException' }).waitFor();
  // The browser itself tells of the connections that were refused.
  errors.length = 0;
}

async function notThere({ page, server, errors }: Given): Promise<void> {
  await page.goto(`${server.url}r/nothing-000000000000-1`);
  await page.locator('.banner', { hasText: 'No rollout nothing-000000000000-1 is known here.' }).waitFor();
  await page.locator('.loading', { hasText: 'Nothing can be shown.' }).waitFor();
  errors.length = 0;
}

async function waitForCount(page: Page, selector: string, count: number): Promise<void> {
  const found = page.locator(selector);
  if (count > 0) await found.nth(count - 1).waitFor({ state: 'attached' });
  await found.nth(count).waitFor({ state: 'detached' });
}

const focused = (page: Page): Promise<string | null> =>
  page.locator('a:focus .row-name b').textContent({ timeout: 5000 });
