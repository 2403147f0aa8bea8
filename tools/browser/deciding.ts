import { expect } from './browser-test.ts';
import { asking, running } from './scenes.ts';
import type { Given } from './stand-in.ts';

export async function buttons({ page, server, shot }: Given): Promise<void> {
  server.live = running;
  await page.goto(`${server.url}r/${running.rollout}`);
  const approve = page.getByRole('button', { name: 'Approve' });
  await approve.focus();
  await page
    .getByRole('tooltip', { name: /No gate asks/ })
    .or(page.getByText('No gate asks anybody now.'))
    .first()
    .waitFor();
  await approve.click({ force: true });
  expect(await page.getByRole('dialog').count(), 0);
  // Nothing happens before it is confirmed, and not without the reason that it needs.
  await page.getByRole('button', { name: 'Abort' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('SageMaker gives all traffic back').waitFor();
  await dialog.getByText('Signed as arn:aws:sts::111122223333:assumed-role/sre/ana.lima').waitFor();
  await shot('dialog');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(server.acted.length, 0);
  await page.getByRole('button', { name: 'Abort' }).click();
  await dialog.getByRole('textbox').fill('scores look wrong');
  await dialog.getByRole('button', { name: 'Abort' }).click();
  await page.locator('.answer', { hasText: 'The abort was asked for.' }).waitFor();
  expect(
    JSON.stringify(server.acted),
    JSON.stringify([{ rollout: running.rollout, kind: 'abort', reason: 'scores look wrong' }]),
  );
  // Who looks at the past decides nothing.
  await page.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Abort' }).click({ force: true });
  expect(await dialog.count(), 0);
}

/** What an assistant proposes is confirmed with a reason of one's own, or declined; nobody else's words become markup. */
export async function proposals({ page, server, shot }: Given): Promise<void> {
  server.live = running;
  await page.goto(`${server.url}r/${running.rollout}`);
  const proposal = page.locator('.proposal');
  await proposal.getByText('“scores look odd <b>to me</b>”').waitFor();
  await proposal
    .getByText('says arn:aws:iam::111122223333:user/ana (says: an assistant, claude-code)')
    .waitFor();
  await proposal.getByText(/lapses at 14:40:00/).waitFor();
  await shot('proposal');
  const dialog = page.getByRole('dialog');
  await proposal.getByRole('button', { name: 'Confirm' }).click();
  await dialog.getByText(`npx greenlight abort fraud --release ${running.rollout}`).waitFor();
  await dialog.getByRole('textbox').fill('I looked at them');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.waitFor({ state: 'detached' });
  await proposal.getByRole('button', { name: 'Decline' }).click();
  await dialog.getByRole('button', { name: 'Decline' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(
    JSON.stringify(server.acted.slice(-2)),
    JSON.stringify([
      { rollout: running.rollout, kind: 'confirm', proposal: 'key-1', reason: 'I looked at them' },
      { rollout: running.rollout, kind: 'decline', proposal: 'key-1' },
    ]),
  );
  // It lapses by itself, and nobody is asked in the past.
  await page.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await proposal.getByRole('button', { name: 'Confirm' }).click({ force: true });
  expect(await dialog.count(), 0);
  server.live = asking;
  await page.goto(`${server.url}r/${asking.rollout}`);
  await page.locator('.sentence').waitFor();
  expect(await proposal.count(), 0);
}
