import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mountedPage, pagePath } from '../../../cli/dashboard/mounted-page.ts';
import type { Action, ActRequest, Endpoints, RolloutPage, Session } from '../../../core/dashboard/api.ts';
import { tarball } from '../../../examples/iris/tarball.ts';
import { ScaledClock } from '../../../local/clock/scaled.ts';
import { createContainers } from '../../../local/containers/containers.ts';
import type { LocalAws } from '../../../local/stack/local-aws.ts';
import { deployGreenlight } from '../../../on-local-aws/greenlight.ts';
import { packageIfStale } from '../../../tools/package-if-stale.ts';
import { packagingMs } from '../../support/packaged.ts';
import { anAssistant } from '../mcp/assistant.ts';

const manifest = `
model: { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' }
fleet: { instanceType: ml.m5.large, instanceCount: 2 }
rollout: { strategy: canary, step: 50%, bake: 10m, finalBake: 5m, timeout: 1h }
alarms: [{ metric: 5xx-rate, above: 1%, for: 2m }]
gates: { before: [{ approval: { timeout: 8h, by: ['arn:aws:iam::000000000000:user/local'] } }] }
`;
const bucket = 'greenlight-local-models-000000000000-us-east-1';
const errors: unknown[] = [];

let aws: LocalAws;
let clock: ScaledClock;
let folder: string;
/** The address of the local AWS. */
let url = '';

beforeAll(async () => {
  const template: unknown = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  folder = await mkdtemp(join(tmpdir(), 'greenlight-page-'));
  clock = new ScaledClock(600);
  const containers = createContainers({
    clock,
    registry: { 'local:story': () => ({ status: 200, body: '{}' }) },
    workDir: folder,
  });
  aws = await deployGreenlight({ clock, seed: 1, template, containers });
  const page = mountedPage(
    () => url,
    (error) => errors.push(error),
  );
  url = (await aws.serve(0, { [pagePath]: page })).url;
}, packagingMs);
afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

const putManifest = (Body: string) =>
  aws
    .clients(S3Client)
    .send(new PutObjectCommand({ Bucket: bucket, Key: 'models/iris/greenlight.yaml', Body }));

const put = async (version: string) => {
  const s3 = aws.clients(S3Client);
  const Body = await tarball({ 'model.json': version });
  const Key = `models/iris/${version}/model.tar.gz`;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
};

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${url}${pagePath}/${path}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as T;
}

const press = (rollout: string, request: ActRequest, headers: Record<string, string> = { origin: url }) =>
  fetch(`${url}${pagePath}/api/rollouts/${rollout}/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(request),
  });

/** The rollout under way, once it can be pressed. */
async function until(kind: Action['kind'], version: string): Promise<{ rollout: string; action: Action }> {
  return vi.waitFor(
    async () => {
      const { endpoints } = await get<Endpoints>('api/endpoints');
      const rollout = endpoints[0]?.running.find((one) => one.version === version)?.rollout ?? '';
      const { actions } = await get<RolloutPage>(`api/rollouts/${rollout}`);
      const action = actions.find((one) => one.kind === kind && one.why === null);
      if (action === undefined) throw new Error(`${kind} cannot be pressed yet`);
      return { rollout, action };
    },
    { timeout: 60_000, interval: 100 },
  );
}

const outcomeOf = (rollout: string) =>
  vi.waitFor(
    async () => {
      const { recording } = await get<RolloutPage>(`api/rollouts/${rollout}`);
      if (recording.facts.outcome === null) throw new Error(`${rollout} has not ended yet`);
      return recording;
    },
    { timeout: 60_000, interval: 100 },
  );

describe('The page of a local AWS', () => {
  it('stands beside AWS, with its files, and acts as the user of its key', async () => {
    const html = await (await fetch(`${url}${pagePath}/`)).text();
    expect(html).toContain(`<base href="${pagePath}/">`);
    expect((await fetch(`${url}${pagePath}/page.js`)).headers.get('content-type')).toContain('javascript');
    expect(await get<Session>('api/session')).toMatchObject({
      ...{ mode: 'local', as: 'arn:aws:iam::000000000000:user/local', speed: 600 },
    });
  });

  it('approves, and aborts: SageMaker gives all traffic back', { timeout: 180_000 }, async () => {
    await putManifest(manifest);
    await put('v1');
    const first = await until('approve', 'v1');
    const { gate, round } = first.action;
    expect((await press(first.rollout, { kind: 'approve' })).status).toBe(400);
    const asked: ActRequest = { kind: 'approve', gate, round, reason: 'looks <b>good</b>' };
    expect((await press(first.rollout, asked, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await press(first.rollout, asked, {})).status).toBe(403);
    expect(await (await press(first.rollout, asked)).json()).toMatchObject({ done: true });
    const { facts: ended } = await outcomeOf(first.rollout);
    const report = await fetch(`${url}${pagePath}/api/rollouts/${first.rollout}/report`);
    expect(report.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline';/,
    );
    const page = await report.text();
    expect(page).toMatch(/looks &[^<]*good/);
    expect(page).not.toContain('<b>good');
    expect(page).toContain(ended.digest);
    expect((await get<RolloutPage>(`api/rollouts/${first.rollout}`)).keptReport).toEqual({
      ...{ object: `s3://${bucket}/reports/iris/${first.rollout}.html`, url: null },
    });
    expect(ended).toMatchObject({
      outcome: 'DEPLOYED',
      gates: [
        {
          decisions: [
            { verdict: 'approve', by: 'arn:aws:iam::000000000000:user/local', reason: 'looks <b>good</b>' },
          ],
        },
      ],
    });

    await put('v2');
    const second = await until('approve', 'v2');
    await press(second.rollout, { kind: 'approve', gate: second.action.gate, round: second.action.round });
    await until('abort', 'v2');
    await vi.waitFor(
      async () =>
        expect(
          aws.endpoint('iris')?.fleets.some(({ colour, share }) => colour === 'green' && share > 0),
        ).toBe(true),
      { timeout: 60_000, interval: 20 },
    );
    const answer = await (await press(second.rollout, { kind: 'abort', reason: 'scores look wrong' })).json();
    expect(answer).toMatchObject({ done: true });
    const { facts, looks } = await outcomeOf(second.rollout);
    expect(facts).toMatchObject({ outcome: 'ROLLED_BACK', stop: { reason: 'scores look wrong' } });
    expect(looks.length).toBeGreaterThan(1);
    expect(errors).toEqual([]);
  });

  it('does what an assistant proposes once a person confirms it, and forgets what they decline', {
    timeout: 180_000,
  }, async () => {
    const assistant = await anAssistant(url, folder);
    const changed = manifest.replace('bake: 10m', 'bake: 12m');
    await putManifest(changed);
    await put('v3');
    const { rollout } = await until('approve', 'v3');
    expect((await get<RolloutPage>(`api/rollouts/${rollout}`)).manifestChanges).toEqual([
      { what: 'rollout.bake', how: 'changed', from: '10m', to: '12m' },
    ]);
    const proposed = async (reason: string) => {
      const { result } = await assistant.ask('propose_abort', { endpoint: 'iris', rollout, reason });
      expect(result).toMatchObject({ proposed: true, rollout });
      return vi.waitFor(
        async () => {
          const { proposals } = await get<RolloutPage>(`api/rollouts/${rollout}`);
          if (proposals[0]?.reason !== reason) throw new Error('it is not shown yet');
          return proposals[0];
        },
        { timeout: 60_000, interval: 100 },
      );
    };
    const asked = await proposed('odd scores');
    expect(asked).toMatchObject({
      ...{ kind: 'abort', what: `stop ${rollout}`, reason: 'odd scores' },
      by: 'arn:aws:iam::000000000000:user/local (says: an assistant, an-assistant)',
      answers: [{ kind: 'confirm', reasonNeeded: true }, { kind: 'decline' }],
    });
    const no = await press(rollout, { kind: 'decline', proposal: asked.key, reason: 'they are fine' });
    expect(await no.json()).toMatchObject({ done: true });
    expect((await get<RolloutPage>(`api/rollouts/${rollout}`)).proposals).toEqual([]);
    expect(
      await (await press(rollout, { kind: 'confirm', proposal: asked.key, reason: 'x' })).json(),
    ).toEqual({
      ...{ done: false, text: 'That is not proposed any more.' },
    });

    const again = await proposed('still odd');
    expect((await press(rollout, { kind: 'confirm', proposal: again.key })).status).toBe(400);
    const yes = await press(rollout, { kind: 'confirm', proposal: again.key, reason: 'I looked at them' });
    expect(await yes.json()).toMatchObject({ done: true });
    expect((await outcomeOf(rollout)).facts.stop).toMatchObject({
      by: 'arn:aws:iam::000000000000:user/local',
      reason: 'I looked at them',
    });
    expect((await get<RolloutPage>(`api/rollouts/${rollout}`)).proposals).toEqual([]);
    await assistant.close();
    expect(errors).toEqual([]);
  });

  it('tells what changes, as long as somebody listens', async () => {
    const gone = new AbortController();
    const answer = await fetch(`${url}${pagePath}/api/stream`, { signal: gone.signal });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toMatch(/^data: \{"kind":"(clock|endpoints)"/);
    gone.abort();
  });
});
