import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { selfTest } from '../../../cli/deploy/self-test.ts';
import { tarball } from '../../../examples/iris/tarball.ts';
import { ScaledClock } from '../../../local/clock/scaled.ts';
import { createContainers } from '../../../local/containers/containers.ts';
import type { LocalAws } from '../../../local/stack/local-aws.ts';
import { deployGreenlight } from '../../../on-local-aws/greenlight.ts';
import { packageIfStale } from '../../../tools/package-if-stale.ts';
import { runCommand } from '../../support/command-run.ts';
import {
  defaultRole,
  existingNames,
  makeExistingEndpoints,
  scaleToZero,
  statusOf,
} from '../../support/existing-endpoints.ts';
import { packagingMs } from '../../support/packaged.ts';

/**
 * The way of somebody with endpoints that exist, by the commands alone: a look at all of them, their adoption, a
 * release to each, the first release of each rolled back, and out again.
 */

let aws: LocalAws;
let url: string;
let folder: string;

beforeAll(async () => {
  const settings = 'test/fixtures/default-role.yml';
  const template: unknown = JSON.parse(await readFile(await packageIfStale('local', { settings }), 'utf8'));
  folder = await mkdtemp(join(tmpdir(), 'greenlight-adopting-'));
  const clock = new ScaledClock(1200);
  const containers = createContainers({
    clock,
    registry: { 'local:story': () => ({ status: 200, body: '{}' }) },
    workDir: folder,
  });
  aws = await deployGreenlight({ clock, seed: 1, template, containers });
  url = (await aws.serve(0)).url;
  await writeFile(join(folder, 'model.tar.gz'), await tarball({ 'model.json': '{}' }));
  await makeExistingEndpoints(aws);
  await allInService();
  await scaleToZero(aws);
  await allInService();
}, packagingMs);
afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

const allInService = () =>
  vi.waitFor(
    async () => {
      const statuses = await Promise.all(existingNames.map((name) => statusOf(aws, name)));
      expect(new Set(statuses)).toEqual(new Set(['InService']));
    },
    { timeout: 60_000, interval: 50 },
  );

const greenlight = (...args: string[]) => runCommand(url, args);

const configOf = async (EndpointName: string) =>
  (await aws.clients(SageMakerClient).send(new DescribeEndpointCommand({ EndpointName }))).EndpointConfigName;

/** What was found, as `check weight`. */
const seen = ({ findings }: { findings: { check: string; weight: string }[] }) =>
  findings.map(({ check, weight }) => `${check} ${weight}`);

const adopted = ['fraud', 'documents', 'Churn'];

describe('Somebody with endpoints that exist', () => {
  it('looks at all of them, which changes nothing', async () => {
    const { code, lines, stderr } = await greenlight('doctor', '--all');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(lines.map(({ endpoint, verdict }) => [endpoint, verdict])).toEqual([
      ['Churn', 'adoptable'],
      ['documents', 'adoptable'],
      ['fraud', 'adoptable'],
      ['legacy', 'blocked'],
    ]);
    expect(lines.map(seen)).toEqual([
      ['tag problem', 'owner warning', 'keys note', 'monitoring note', 'data note'],
      ['tag problem', 'capacity warning', 'data note'],
      ['tag problem', 'data note'],
      ['role problem', 'tag problem', 'data note'],
    ]);
    expect((await greenlight('status')).lines).toEqual([]);
  }, 60_000);

  it('sees what would be done, and a manifest in a file, and still nothing is changed', async () => {
    const { code, lines } = await greenlight('adopt', 'fraud', '--dry-run');
    expect({ code, done: lines[0].done }).toEqual({ code: 0, done: 'would adopt' });
    const manifest = parse(lines[0].manifest.text);
    expect(manifest).toEqual({
      model: { image: 'local:story', role: defaultRole },
      fleet: { variant: 'main', instanceType: 'ml.m5.large', instanceCount: 4 },
      rollout: { strategy: 'canary', step: '25%', bake: '10m', finalBake: '5m' },
      alarms: [{ name: 'fraud-5xx', on: 'rollback' }],
      keep: 5,
    });
    const file = join(folder, 'greenlight.yaml');
    expect(await greenlight('init', file, '--from', 'fraud')).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(file, 'utf8')).toBe(lines[0].manifest.text);
    expect((await greenlight('status')).lines).toEqual([]);
  }, 60_000);

  it('adopts those to which nothing stands against, and not the other', async () => {
    const { code, lines } = await greenlight('adopt', ...adopted, 'legacy', '--by', 'Ada');
    expect(lines.map(({ endpoint, done }) => [endpoint, done])).toEqual([
      ['fraud', 'adopted'],
      ['documents', 'adopted'],
      ['Churn', 'adopted'],
      ['legacy', 'nothing'],
    ]);
    expect({ code, served: await Promise.all(adopted.map(configOf)) }).toEqual({
      code: 1,
      served: ['fraud-config-7', 'documents-config-7', 'Churn-config-7'],
    });
    const dry = await greenlight('adopt', 'fraud', '--dry-run');
    expect(dry).toMatchObject({ code: 0, last: { done: 'adopted', manifest: null } });
    const again = await greenlight('adopt', 'fraud');
    expect(dry.last.steps).toEqual(again.last.steps);
    expect(again).toMatchObject({ code: 0, last: { done: 'adopted', manifest: null } });
    expect(again.last.steps[1]).toMatch(/^fraud was adopted .* by .*user\/local \(says: Ada\)$/);

    const { lines: after } = await greenlight('doctor', '--all');
    expect(after.map(({ endpoint, verdict }) => [endpoint, verdict])).toEqual([
      ['Churn', 'ready'],
      ['documents', 'ready'],
      ['fraud', 'ready'],
      ['legacy', 'blocked'],
    ]);
    const { lines: shown } = await greenlight('status');
    expect(shown.map(({ endpoint, optedIn, adoption }) => [endpoint, optedIn, adoption?.config])).toEqual([
      ['Churn', true, 'Churn-config-7'],
      ['documents', true, 'documents-config-7'],
      ['fraud', true, 'fraud-config-7'],
    ]);
  }, 60_000);

  it('has what nobody has released to told as sound', async () => {
    expect(await greenlight('doctor', 'fraud')).toMatchObject({ code: 0, last: { verdict: 'ready' } });
  }, 60_000);

  it.each(adopted)(
    'releases to %s as its owner has it deployed, and takes the first release back',
    async (name) => {
      const released = await greenlight('push', join(folder, 'model.tar.gz'), '--endpoint', name, '--wait');
      expect(released).toMatchObject({ code: 0, stderr: '', last: { outcome: 'DEPLOYED', problems: [] } });
      expect(await configOf(name)).toBe(`${released.lines[0].release}-1`);
      const back = await greenlight('rollback', name, '--wait');
      expect(back).toMatchObject({ code: 0, stderr: '', last: { outcome: 'DEPLOYED' } });
      expect(await configOf(name)).toBe(`${name}-config-7`);
      const { lines } = await greenlight('history', name);
      expect(lines.map(({ outcome, start, replaced }) => [outcome, start.kind, replaced?.config])).toEqual([
        ['DEPLOYED', 'rollback', undefined],
        ['DEPLOYED', 'upload', `${name}-config-7`],
      ]);
    },
    120_000,
  );

  it('has the installation looked at', async () => {
    const { code, last } = await greenlight('doctor');
    expect(code).toBe(1);
    expect(last).toMatchObject({ of: 'installation', stage: 'local', deployed: true });
    expect(seen(last)).toEqual(['people warning', 'secrets note']);
    // What people have yet to set up does not make a deployment fail.
    const target = { endpointUrl: url, region: 'us-east-1' };
    expect(await selfTest(target, true)).toMatchObject({ broken: false });

    const rule = 'greenlight-local-checkShift-rule-2';
    const events = aws.clients(EventBridgeClient);
    const { EventPattern } = await events.send(new DescribeRuleCommand({ Name: rule }));
    await events.send(new PutRuleCommand({ Name: rule, EventPattern, State: 'DISABLED' }));
    const queue = { QueueName: 'greenlight-local-dead-letters' };
    const { QueueUrl } = await aws.clients(SQSClient).send(new GetQueueUrlCommand(queue));
    await aws.clients(SQSClient).send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    const { findings } = (await greenlight('doctor')).last;
    expect(findings.map(({ found }: { found: string }) => found)).toEqual([
      `${rule} is off: its events are lost`,
      '1 letter in greenlight-local-dead-letters: what was not dealt with',
      expect.stringMatching(/^nobody is told of anything/),
      expect.stringMatching(/placeholder/),
    ]);
    expect(await selfTest(target, true)).toMatchObject({ broken: true });
    await events.send(new PutRuleCommand({ Name: rule, EventPattern, State: 'ENABLED' }));

    const elsewhere = await greenlight('doctor', '--stage', 'other');
    expect(elsewhere).toMatchObject({ code: 1, last: { deployed: false } });
  }, 60_000);

  it('goes out again: tag, record and the manifest that was written', async () => {
    expect(await greenlight('adopt', '--undo', 'documents')).toMatchObject({
      code: 0,
      last: { done: 'forgotten' },
    });
    for (const dry of [[], ['--dry-run']])
      expect(await greenlight('adopt', '--undo', 'documents', ...dry)).toMatchObject({
        code: 1,
        last: {
          done: 'nothing',
          steps: ['documents is not adopted: it has no tag greenlight:managed, and no record'],
        },
      });
    const { lines } = await greenlight('doctor', 'documents');
    expect(lines[0]).toMatchObject({ verdict: 'adoptable' });
    expect((await greenlight('adopt', 'documents', '--dry-run')).last.manifest).not.toBeNull();

    // A manifest that somebody has written since stays, and so does what serves.
    const own = join(folder, 'own.yaml');
    await writeFile(own, 'keep: 3\nalarms: [{ metric: 5xx-rate, above: 1%, for: 2m }]\n');
    const pushed = await greenlight(
      ...['push', join(folder, 'model.tar.gz'), '--endpoint', 'Churn', '--version', 'own'],
      ...['--manifest', own, '--wait'],
    );
    const { last } = await greenlight('adopt', '--undo', 'Churn');
    expect(last.steps).toEqual([
      'Churn is no longer adopted',
      'models/Churn/greenlight.yaml stays: it is not as adopt wrote it',
      'take the tag greenlight:managed away',
      `${pushed.last.rollout} goes on serving`,
    ]);
    expect((await greenlight('adopt', 'Churn', '--dry-run')).last).toMatchObject({
      done: 'would adopt',
      manifest: null,
    });
  }, 60_000);

  it('is told that there is no such endpoint, or how it is spelt', async () => {
    const { code, lines } = await greenlight('doctor', 'nowhere', 'FRAUD');
    expect({ code, verdicts: lines.map(({ verdict }) => verdict) }).toEqual({
      code: 1,
      verdicts: ['missing', 'missing'],
    });
    expect(lines[1].findings[0].found).toBe('it is called fraud');
    const both = await greenlight('doctor', 'fraud', '--all');
    expect(both).toMatchObject({ code: 2, lines: [] });
    const none = await greenlight('init', join(folder, 'none.yaml'), '--from', 'nowhere');
    expect(none).toMatchObject({ code: 2, lines: [] });
  }, 60_000);
});
