import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type BrowserTest, type OpenedPage, openPage } from './browser-test.ts';
import { type LocalAwsReads, localAws } from './local-aws.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const greenlight = join(root, 'cli', 'greenlight.mjs');
/** How long a change of the page may take, in host milliseconds: the demo's rollouts take a minute at most. */
const patience = 120_000;
const approval = 'better on the held-out flowers';
const abort = 'pressed by the browser test';

interface Given extends OpenedPage {
  readonly aws: LocalAwsReads;
  readonly test: BrowserTest;
  /** Of the page, with `/` at its end. */
  readonly url: string;
}

/**
 * The demo, used like a person would on the page: its three outcomes watched, its better model approved, another one aborted,
 * the past compared with what the ledger and CloudWatch say, and the reports in the bucket opened without a network. It
 * takes some three minutes.
 */
export async function testDemo(test: BrowserTest): Promise<void> {
  const child = spawn(process.execPath, [greenlight, 'demo', '--port', '0', '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface({ input: child.stdout });
    const url = await new Promise<string>((resolve, reject) => {
      lines.once('line', (line) => resolve(JSON.parse(line).url));
      child.once('exit', (code) => reject(new Error(`demo ended with ${code} before it was ready`)));
    });
    const opened = await openPage(test, { viewport: { width: 1280, height: 800 } });
    opened.page.setDefaultTimeout(patience);
    const given = { ...opened, test, url, aws: localAws(new URL(url).origin) };
    try {
      await outcomes(given);
      await secondBake(given);
      await aborted(given);
      await reports(given);
    } catch (error) {
      await opened.shot('demo-failed');
      throw error;
    }
    if (opened.errors.length > 0) throw new Error(`the page had errors: ${opened.errors.join('; ')}`);
    await opened.page.close();
  } finally {
    child.kill('SIGTERM');
  }
}

/** From a first release to a broken one. The better model is approved on the page, before the demo does it itself. */
async function outcomes({ page, url, shot }: Given): Promise<void> {
  await page.goto(url);
  await openRunning(page, 'v1');
  await ended(page, 'DEPLOYED', 'v1');

  await page.goto(url);
  await openRunning(page, 'v2');
  await page.locator('.headline.is-asks', { hasText: 'Somebody is asked' }).waitFor();
  await press(page, 'Approve', approval);
  await page.locator('.decision', { hasText: approval }).waitFor();
  await page.locator('.fleet.is-green', { hasText: '60 %' }).waitFor();
  await shot('demo-shifts');
  await ended(page, 'DEPLOYED', 'v2');

  await page.goto(url);
  await openRunning(page, 'v3-broken');
  await page.locator('.fleet.is-green', { hasText: '20 %' }).waitFor();
  await ended(page, 'ROLLED BACK', 'v3-broken');
  await page.locator('.sentence', { hasText: /Alarm iris-5xx/ }).waitFor();
  await shot('demo-rolled-back');
}

/** Opens what is under way from the list of all endpoints. */
async function openRunning(page: Page, version: string): Promise<void> {
  await page.locator('.row', { has: page.locator('.running', { hasText: version }) }).waitFor();
  await page.locator('[data-row]').click();
  await page.locator('.versions', { hasText: version }).waitFor();
}

async function ended(page: Page, outcome: string, version: string): Promise<void> {
  await page.locator('.versions', { hasText: version }).waitFor();
  await page.locator('.phase', { hasText: outcome }).waitFor();
}

/** Presses a button and confirms it, with a reason. */
async function press(page: Page, name: string, reason: string): Promise<void> {
  await page.locator('.actions').getByRole('button', { name, exact: true, disabled: false }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Signed as arn:aws:iam::000000000000:user/local').waitFor();
  await dialog.getByRole('textbox').fill(reason);
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** The better model's rollout, dragged by mouse to its second bake: the page says what the ledger and CloudWatch know of it. */
async function secondBake({ page, url, aws, shot }: Given): Promise<void> {
  const rollout = await rolloutOf(aws, 'v2');
  const looks = await aws.looks(rollout);
  // Events tell instants to the second, so what began a step may stand before or after its bake.
  const bakeOf = (instances: number) =>
    looks.find(({ reading: { pending } }) => {
      const green = pending?.variants[0];
      return green?.doing?.status === 'Baking' && green.serving === instances;
    });
  const [bake, next] = [bakeOf(2), bakeOf(3)];
  const [from, to] = [Date.parse(bake?.at ?? ''), Date.parse(next?.at ?? '')];
  const seen = bake?.reading;
  if (!(to > from) || seen?.pending === undefined)
    throw new Error(`expected two bakes in the ledger, got ${JSON.stringify(looks)}`);

  // By its release: that leads to its newest attempt.
  await page.goto(`${url}r/${rollout.release.id}`);
  await page.locator('.marks .mark').first().waitFor();
  expect(page.url(), `${url}r/${rollout.name}`);
  const shown = await dragTo(page, (from + to) / 2);
  if (shown < from || shown >= to)
    throw new Error(`expected to come into the bake by dragging, got ${new Date(shown).toISOString()}`);

  const sides = [
    ['blue', seen.variants[0]],
    ['green', seen.pending.variants[0]],
  ] as const;
  for (const [side, variant] of sides)
    await page
      .locator(`.fleet.is-${side}`, { hasText: `${variant?.serving} of ${variant?.size} serving` })
      .waitFor();
  await page.locator('.fleet.is-green', { hasText: '40 %' }).waitFor();
  await page.locator('.phase', { hasText: 'step 2 of 5' }).waitFor();
  const [requests, failed] = await Promise.all([
    aws.sumOnGreen(rollout, 'Invocations', shown),
    aws.sumOnGreen(rollout, 'Invocation5XXErrors', shown),
  ]);
  if (requests === 0) throw new Error('expected requests on green in CloudWatch, got none');
  const exposure = page.locator('.card-exposure');
  await exposure.locator('.big', { hasText: exactly(requests.toLocaleString('en-US')) }).waitFor();
  await exposure
    .locator('.failed', { hasText: `${failed.toLocaleString('en-US')} failed with 5xx` })
    .waitFor();
  // The approval was known by then, the outcome was not.
  await page.locator('.decision', { hasText: approval }).waitFor();
  const told = await page.locator('main').innerText();
  if (told.includes('DEPLOYED:')) throw new Error('what came later is shown: DEPLOYED');
  await shot('demo-second-bake');
}

/** Drags the slider's thumb until it shows that instant, as near as the slider is fine. Returns what is shown then. */
async function dragTo(page: Page, wanted: number): Promise<number> {
  const slider = page.getByRole('slider', { name: 'Shown instant' });
  const box = await slider.boundingBox();
  if (box === null) throw new Error('there is no slider');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width - 8, y);
  await page.mouse.down();
  let [low, high, shown] = [box.x, box.x + box.width, Number.NaN];
  for (let step = 0; step < 12 && Math.abs(shown - wanted) !== 0; step += 1) {
    const x = (low + high) / 2;
    await page.mouse.move(x, y);
    // Figures follow as soon as the slider rests.
    await sleep(250);
    shown = Date.parse(((await slider.getAttribute('aria-valuetext')) ?? '').replace(' ', 'T'));
    if (shown < wanted) low = x;
    else high = x;
  }
  await page.mouse.up();
  return shown;
}

/** Another version, approved on the page as well, and aborted there while it shifts. */
async function aborted({ page, url, aws, shot }: Given): Promise<void> {
  const model = join(root, 'examples', 'iris', 'dist', 'v2', 'model.tar.gz');
  const options = ['--endpoint', 'iris', '--version', 'v4', '--endpoint-url', new URL(url).origin];
  const { status, stderr } = spawnSync(process.execPath, [greenlight, 'push', model, ...options], {
    ...{ cwd: root, encoding: 'utf8' },
  });
  if (status !== 0) throw new Error(`push: expected exit code 0, got ${status}: ${stderr}`);
  await page.goto(url);
  await openRunning(page, 'v4');
  await press(page, 'Approve', approval);
  await page.locator('.fleet.is-green', { hasText: '20 %' }).waitFor();
  await press(page, 'Abort', abort);
  await ended(page, 'ROLLED BACK', 'v4');
  await page.locator('.sentence', { hasText: abort }).waitFor();
  await shot('demo-aborted');
  const { stop, outcome } = await rolloutOf(aws, 'v4');
  expect(
    `${outcome} ${stop?.by}: ${stop?.reason}`,
    `ROLLED_BACK arn:aws:iam::000000000000:user/local: ${abort}`,
  );
}

/** What the bucket keeps says by itself how each ended, by what evidence, who approved, and which digest. */
async function reports({ aws, test }: Given): Promise<void> {
  const wanted: readonly (readonly [string, string, readonly (string | RegExp)[]])[] = [
    ['v2', 'DEPLOYED', [approval, 'approved by arn:aws:iam::000000000000:user/local']],
    ['v3-broken', 'ROLLED_BACK', [/Went off: .*iris-5xx/, /approved by ana \(U0ANA\)/]],
    ['v4', 'ROLLED_BACK', [abort, 'approved by arn:aws:iam::000000000000:user/local']],
  ];
  const context = await test.browser.newContext({ offline: true, javaScriptEnabled: false });
  for (const [version, outcome, texts] of wanted) {
    const rollout = await rolloutOf(aws, version);
    const file = join(test.folder, `report-${version}.html`);
    await writeFile(file, await kept(aws, rollout));
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.locator('h1', { hasText: outcome }).waitFor();
    const digest = rollout.settled?.digest ?? 'none';
    for (const text of [digest, ...texts]) await page.getByText(text).first().waitFor();
    const drawn = await page.locator('svg path').count();
    if (drawn === 0) throw new Error(`report of ${version}: expected charts, got none`);
    if (asked.length > 1) throw new Error(`report of ${version}: expected one file, got ${asked.join(', ')}`);
    await printed(page, version);
    await page.screenshot({ path: join(test.folder, `demo-report-${version}.png`), fullPage: true });
  }
  await context.close();
}

/** On paper nothing is cut off: A4 between usual margins has some 650 CSS pixels. */
async function printed(page: Page, version: string): Promise<void> {
  const before = page.viewportSize();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 650, height: 900 });
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  if (wide > 0) throw new Error(`report of ${version}: ${wide} px wider than a page of paper`);
  await page.emulateMedia({ media: 'screen' });
  if (before !== null) await page.setViewportSize(before);
}

/** The report comes five minutes of AWS's time after the end: five seconds of ours. */
async function kept(aws: LocalAwsReads, rollout: RolloutRecord): Promise<string> {
  for (let left = 60; ; left -= 1)
    try {
      return await aws.report(rollout);
    } catch (error) {
      if (left === 0) throw error;
      await sleep(500);
    }
}

async function rolloutOf(aws: LocalAwsReads, version: string): Promise<RolloutRecord> {
  const all = await aws.rollouts('iris');
  const found = all.find(({ release: { artifact } }) => artifact.key.includes(`/${version}/`));
  if (found === undefined) throw new Error(`expected a rollout of ${version} in the ledger, got none`);
  return found;
}

const exactly = (text: string) => new RegExp(`^${text}$`);

function expect(got: string, wanted: string): void {
  if (got !== wanted) throw new Error(`expected ${wanted}, got ${got}`);
}
