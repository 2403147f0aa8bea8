import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { type BrowserTest, openPage } from './browser-test.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const greenlight = join(root, 'cli', 'greenlight.mjs');
const examples = join(root, 'examples', 'iris');
/** How long a change of the page may take, in host milliseconds. */
const patience = 60_000;

const manifest = `
model: { image: local:iris, role: arn:aws:iam::000000000000:role/greenlight-local-model }
fleet: { instanceType: ml.m5.large, instanceCount: 5 }
rollout: { strategy: linear, step: 20%, bake: 5m, finalBake: 5m }
alarms: [{ metric: 5xx-rate, above: 1%, for: 2m, on: rollback }]
gates: { before: [approval: { timeout: 8h, otherwise: reject, by: [S0RELEASERS] }] }
`;

/** Uses the page of the local Slack like a person, with a running `greenlight local`. It takes about half a minute. */
export async function testSlack({ browser, folder }: BrowserTest): Promise<void> {
  const local = spawn(process.execPath, [greenlight, 'local', '--port', '0', '--speed', '60', '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const ready = await readyLine(local);
    const { page, errors, shot } = await openPage(
      { browser, folder },
      { viewport: { width: 1100, height: 850 } },
    );
    page.setDefaultTimeout(patience);
    try {
      await story(page, ready, folder, shot);
    } catch (error) {
      await shot('slack-failed');
      throw error;
    }
    if (errors.length > 0) throw new Error(`the page had errors: ${errors.join('; ')}`);
    await page.close();
  } finally {
    local.kill('SIGTERM');
  }
}

/** A first release that Eve may not approve and Ana does; then another, aborted while it shifts. */
async function story(
  page: Page,
  { url, slack }: { url: string; slack: string },
  folder: string,
  shot: (name: string) => Promise<void>,
): Promise<void> {
  const manifestFile = join(folder, 'greenlight.yaml');
  await writeFile(manifestFile, manifest);
  run(join(examples, 'build-models.ts'));
  const push = (version: string) => {
    const path = join(examples, 'dist', version, 'model.tar.gz');
    const options = ['--endpoint', 'iris', '--version', version, '--manifest', manifestFile];
    run(greenlight, 'push', path, ...options, '--endpoint-url', url);
  };

  await page.goto(slack);
  await page.locator('#state', { hasText: 'live' }).waitFor();
  await page.locator('.empty').waitFor();
  push('v1');
  const v1 = page.locator('article.message', { has: page.locator('h3', { hasText: 'iris v1' }) }).first();
  await heading(v1, 'a decision is needed before the shift');
  await v1.getByRole('button', { name: 'Reject' }).waitFor();
  await shot('slack-1-asks');

  // Nothing happens until the dialog is confirmed.
  await page.locator('#viewer').selectOption({ label: 'Eve (not allowed)' });
  const approve = v1.getByRole('button', { name: 'Approve' });
  const dialog = page.getByRole('dialog');
  await approve.click();
  await dialog.getByText('Approve?').waitFor();
  await shot('slack-2-dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await approve.click();
  await dialog.getByRole('button', { name: 'Approve' }).click();
  const onlyEves = page.locator('article.private');
  await onlyEves.getByText('not among those who may decide').waitFor();
  await shot('slack-3-eve-may-not');
  await heading(v1, 'a decision is needed before the shift');

  await page.locator('#viewer').selectOption({ label: 'Ana' });
  await onlyEves.waitFor({ state: 'detached' });
  await approve.click();
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await approve.waitFor({ state: 'detached' });
  await v1.locator('.section', { hasText: 'approved by' }).getByText('@ana').waitFor();
  await heading(v1, 'DEPLOYED');
  await v1.getByText('(edited)').first().waitFor();
  await shot('slack-4-deployed');

  push('v2');
  const v2 = page.locator('article.message', { has: page.locator('h3', { hasText: 'iris v2' }) }).first();
  await page.locator('#viewer').selectOption({ label: 'Ben' });
  await v2.getByRole('button', { name: 'Approve' }).click();
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await v2.locator('pre', { hasText: /green +█+░+ +[24]0%/ }).waitFor();
  await v2.locator('summary').click();
  await v2.locator('.thread article').first().waitFor();
  await shot('slack-5-shifts');
  await v2.getByRole('button', { name: 'Abort' }).click();
  await dialog.getByRole('button', { name: 'Abort' }).click();
  await heading(v2, 'ROLLED_BACK');
  await v2.locator('.section', { hasText: 'Aborted by ben' }).first().waitFor();
  // Opened details stay open, however often the message changes.
  await v2.locator('details[open]', { hasText: 'ROLLED_BACK' }).waitFor();
  await shot('slack-6-rolled-back');
}

/** Waits until a message's heading contains `words`. */
async function heading(message: Locator, words: string): Promise<void> {
  await message.locator('h3', { hasText: words }).waitFor();
}

function run(...command: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')}: expected exit code 0, got ${status}: ${stderr}`);
}

/** The line that `greenlight local --json` prints when it is ready. */
function readyLine(child: ChildProcess): Promise<{ url: string; slack: string }> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) =>
      resolve(JSON.parse(line)),
    );
    child.once('exit', (code) =>
      reject(new Error(`greenlight local ended with ${code} before it was ready`)),
    );
  });
}
