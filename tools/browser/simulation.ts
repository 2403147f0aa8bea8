import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RolloutPage } from '../../core/dashboard/api.ts';
import { type BrowserTest, openPage } from './browser-test.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The real server, with a real story: what the page shows at an instant is what the story's ledger and CloudWatch say. */
export async function testSimulation(given: BrowserTest): Promise<void> {
  const command = ['simulate', 'judge/worse', '--page', '--port', '0'];
  const child = spawn(process.execPath, [join(root, 'cli', 'greenlight.mjs'), ...command], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [url] = /http:\/\/127\.0\.0\.1\S+/.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      });
      child.once('exit', (code) => reject(new Error(`simulate ended with ${code} before it was ready`)));
    });
    const { page, errors, shot } = await openPage(given, { viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    await page.goto(address);
    // The token is gone from the address.
    if (page.url().includes('token')) throw new Error('the token stays in the address');
    await page.locator('[data-row]').first().click();
    await page.locator('.sentence', { hasText: 'ROLLED_BACK' }).waitFor();
    const name = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const read = async (): Promise<RolloutPage> =>
      JSON.parse(
        await page.evaluate<string>(
          `fetch(new URL('api/rollouts/${name}', document.baseURI)).then((r) => r.text())`,
        ),
      );

    // Dragged to the middle of its bake.
    const { frames, recording } = await read();
    const began = Date.parse(recording.facts.startedAt);
    const at = new Date(began + 8 * 60_000).toISOString();
    await page.goto(new URL(`r/${name}?at=${at}`, page.url().replace(/r\/.*$/, '')).href);
    const frame = frames.findLast((one) => one.at <= at);
    if (frame?.exposure == null) throw new Error(`${at}: expected requests on green by then`);
    await page.locator('.sentence', { hasText: frame.sentence }).waitFor();
    const { requests, errors5xx } = frame.exposure;
    await page.locator('.exposure', { hasText: requests.toLocaleString('en-US') }).waitFor();
    await page
      .locator('.failed', { hasText: `${errors5xx.toLocaleString('en-US')} failed with 5xx` })
      .waitFor();
    for (const { trafficPercent, instances, size } of frame.fleets)
      await page
        .locator('.fleet', { hasText: `${trafficPercent} %` })
        .filter({ hasText: `${instances} of ${size} serving` })
        .first()
        .waitFor();
    await shot('simulation-bake');

    // What if all of the traffic had been shifted at once?
    await page.getByLabel('strategy').selectOption('all-at-once');
    await page.locator('.what-if', { hasText: 'played anew' }).waitFor();
    await page
      .locator('.card-about', { hasText: 'all-at-once' })
      .or(page.locator('.card-about', { hasText: 'all at once' }))
      .first()
      .waitFor();
    await shot('simulation-all-at-once');
    if (errors.length > 0) throw new Error(`the page had errors: ${errors.join('; ')}`);
    await page.close();
  } finally {
    child.kill('SIGTERM');
  }
}
