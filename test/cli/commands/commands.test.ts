import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { tarball } from '../../../examples/iris/tarball.ts';
import { ScaledClock } from '../../../local/clock/scaled.ts';
import { createContainers } from '../../../local/containers/containers.ts';
import type { LocalAws } from '../../../local/stack/local-aws.ts';
import { deployGreenlight } from '../../../on-local-aws/greenlight.ts';
import { artifactBytes } from '../../../scenarios/release-artifacts.ts';
import { packageIfStale } from '../../../tools/package-if-stale.ts';
import { runCommand } from '../../support/command-run.ts';
import { packagingMs } from '../../support/packaged.ts';

const manifest = `
model: { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' }
fleet: { instanceType: ml.m5.large, instanceCount: 2 }
rollout: { strategy: canary, step: 50%, bake: 10m, finalBake: 5m, timeout: 1h }
alarms: [{ metric: 5xx-rate, above: 1%, for: 2m }]
`;

let aws: LocalAws;
let clock: ScaledClock;
let url: string;
let folder: string;

beforeAll(async () => {
  const template: unknown = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  folder = await mkdtemp(join(tmpdir(), 'greenlight-commands-'));
  clock = new ScaledClock(600);
  const containers = createContainers({
    clock,
    registry: { 'local:story': () => ({ status: 200, body: '{}' }) },
    workDir: folder,
  });
  aws = await deployGreenlight({ clock, seed: 1, template, containers });
  url = (await aws.serve(0)).url;
  await writeFile(join(folder, 'greenlight.yaml'), manifest);
  await writeFile(join(folder, 'model.tar.gz'), await tarball({ 'model.json': '{}' }));
}, packagingMs);
afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

/** A command as a script runs it, in a process of its own. */
const greenlight = (...args: string[]) => greenlightAs({}, ...args);
const greenlightAs = (env: Record<string, string>, ...args: string[]) => runCommand(url, args, env);

const model = () => join(folder, 'model.tar.gz');

/** Until the endpoint does it, with time standing still from then on. */
async function pausedAt(doing: RegExp): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = aws.onEvent(({ detail }) => {
      if (!doing.test(JSON.stringify(detail))) return;
      clock.pause();
      stop();
      resolve();
    });
  });
}

describe('The commands, against a local AWS', () => {
  it('push nothing that would be refused: no object is written', async () => {
    const cut = join(folder, 'cut.tar.gz');
    await writeFile(cut, artifactBytes('cut-inside-a-file', ''));
    const { code, lines, stderr } = await greenlight(
      'push',
      cut,
      '--endpoint',
      'unheard-of',
      '--version',
      'v1',
    );
    expect(stderr).toBe(
      'greenlight: <artifact>: expected a gzip tar with the model in it, got a tar that is cut short inside "w.bin". ' +
        'Pack it again (tar -czf model.tar.gz …) and upload it.\n',
    );
    expect({ code, lines }).toEqual({ code: 2, lines: [] });
  });

  it('release a model, stop another, try it again and go back, and tell of all that', async () => {
    const first = await greenlight(
      ...['push', model(), '--endpoint', 'Iris', '--version', 'v1'],
      ...['--manifest', join(folder, 'greenlight.yaml'), '--wait'],
    );
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.lines[0]).toMatchObject({ type: 'pushed', version: 'v1', manifest: 'uploaded' });
    expect(first.last).toMatchObject({ type: 'outcome', outcome: 'DEPLOYED', endpoint: 'Iris' });

    const baking = pausedAt(/Baking for 600/);
    const other = await greenlight('push', model(), '--endpoint', 'iRIS', '--version', 'v2');
    expect(other).toMatchObject({ code: 2, lines: [] });
    expect(other.stderr).toContain('--endpoint: expected Iris, as the endpoint is called');
    const second = await greenlight('push', model(), '--endpoint', 'Iris', '--version', 'v2');
    expect(second).toMatchObject({ code: 0, lines: [{ type: 'pushed', version: 'v2' }] });
    await baking;

    const { lines } = await greenlight('status');
    expect(lines).toMatchObject([
      {
        endpoint: 'Iris',
        serving: { version: 'v1', release: first.lines[0].release },
        rollouts: [
          { version: 'v2', role: 'holder', phase: 'shifting', greenPercent: 50, bakeLeftSeconds: 600 },
        ],
      },
    ]);

    const aborted = await greenlight('abort', 'Iris', '--reason', 'odd scores', '--by', 'Ada');
    expect(aborted).toMatchObject({
      ...{ code: 0, stderr: '' },
      last: { type: 'abort', done: 'stopping', proven: true },
    });
    clock.resume();
    const watched = await greenlight('watch', 'Iris', '--release', second.last.release);
    const stop = { by: 'arn:aws:iam::000000000000:user/local (says: Ada)', reason: 'odd scores' };
    expect(watched).toMatchObject({ code: 1, last: { outcome: 'ROLLED_BACK', stop } });

    expect(await greenlight('abort', 'Iris', '--reason', 'late')).toMatchObject({
      code: 1,
      last: { done: 'nothing' },
    });

    const again = await greenlight('retry', second.last.release, '--endpoint', 'Iris', '--wait');
    expect(again).toMatchObject({ code: 0, last: { outcome: 'DEPLOYED', version: 'v2' } });

    const back = await greenlight('rollback', 'Iris', '--reason', 'v1 was better', '--wait');
    expect(back).toMatchObject({ code: 0, last: { outcome: 'DEPLOYED', version: 'v1' } });

    const history = await greenlight('history', 'Iris');
    expect(history.lines.map(({ outcome, version, start }) => [version, start.kind, outcome])).toEqual([
      ['v1', 'rollback', 'DEPLOYED'],
      ['v2', 'retry', 'DEPLOYED'],
      ['v2', 'upload', 'ROLLED_BACK'],
      ['v1', 'upload', 'DEPLOYED'],
    ]);
    expect((await greenlight('history', 'Iris', '--limit', '1')).lines).toHaveLength(1);

    const report = await greenlight('report', second.last.release);
    // A release stands for its newest attempt.
    const asked = { release: second.last.release, attempt: 2, outcome: 'DEPLOYED', start: { kind: 'retry' } };
    expect(report).toMatchObject({
      code: 0,
      last: { type: 'report', facts: asked, traffic: { kind: 'unknown' } },
    });
    const stopped = await greenlight('report', `${second.last.release}-1`);
    expect(stopped.last).toMatchObject({
      facts: { outcome: 'ROLLED_BACK', stop, changes: [{ what: 'version' }] },
    });
    expect(await greenlight('report', 'Iris-0123456789ab')).toMatchObject({ code: 2, lines: [] });
  }, 120_000);

  it('decide a gate only for whom it names, by their signature, and tell who it was', async () => {
    const user = (name: string) => `arn:aws:iam::000000000000:user/${name}`;
    const as = (name: string, ...args: string[]) =>
      greenlightAs({ AWS_ACCESS_KEY_ID: name, AWS_SECRET_ACCESS_KEY: 'any' }, ...args);
    const gates = `gates: { before: [{ approval: { timeout: 720h, by: ['${user('ana')}'] } }] }`;
    await writeFile(join(folder, 'gated.yaml'), `${manifest}\n${gates}\n`);
    const args = ['--endpoint', 'Fraud', '--version', 'v1', '--manifest', join(folder, 'gated.yaml')];
    const pushed = await greenlight('push', model(), ...args);
    const gate = { gate: `${pushed.last.release}-1/before/0` };
    await vi.waitFor(
      async () => {
        const { last } = await greenlight('status', 'Fraud');
        expect(last.rollouts).toMatchObject([{ gates: [{ ...gate, asks: { by: [user('ana')] } }] }]);
      },
      { timeout: 60_000, interval: 100 },
    );

    const byBob = await as('bob', 'approve', 'Fraud', '--by', 'ana');
    expect(byBob).toMatchObject({ code: 1, stderr: '', last: { done: 'nothing', proven: true } });
    expect(byBob.last.message).toMatch(/^You are not among those who may decide this gate/);
    const byAna = await as('ana', 'reject', gate.gate, '--reason', 'not before the audit', '--wait');
    expect(byAna).toMatchObject({ code: 0, last: { type: 'outcome', outcome: 'REJECTED' } });
    const decision = { verdict: 'reject', by: user('ana'), via: 'iam', reason: 'not before the audit' };
    expect((await greenlight('history', 'Fraud')).last).toMatchObject({
      ...{ outcome: 'REJECTED', gates: [{ ...gate, status: 'failed', decisions: [decision] }] },
    });
  }, 120_000);

  it('say what there is nothing of, with 1', async () => {
    expect(await greenlight('status', 'none')).toMatchObject({ code: 1, lines: [{ status: null }] });
    for (const command of ['history', 'watch'])
      expect(await greenlight(command, 'none')).toMatchObject({ code: 1, lines: [] });
    const retried = await greenlight('retry', 'none-0123456789ab');
    expect(retried).toMatchObject({ code: 1, last: { done: 'nothing' } });
  }, 60_000);

  it('say that there is no Greenlight in a stage, with 3', async () => {
    const { code, lines, stderr } = await greenlight('status', '--stage', 'other');
    expect({ code, lines }).toEqual({ code: 3, lines: [] });
    expect(stderr).toMatch(/^greenlight: Greenlight is not deployed \(stage other, region us-east-1\)/);
  }, 60_000);
});
