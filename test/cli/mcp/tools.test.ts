import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { tarball } from '../../../examples/iris/tarball.ts';
import { ScaledClock } from '../../../local/clock/scaled.ts';
import { createContainers } from '../../../local/containers/containers.ts';
import type { LocalAws } from '../../../local/stack/local-aws.ts';
import { deployGreenlight } from '../../../on-local-aws/greenlight.ts';
import { packageIfStale } from '../../../tools/package-if-stale.ts';
import { packagingMs } from '../../support/packaged.ts';
import { anAssistant } from './assistant.ts';

const secret = 'a-value-of-the-environment';
const manifest = `
model: { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model', environment: { GREETING: '${secret}' } }
fleet: { instanceType: ml.m5.large, instanceCount: 2 }
rollout: { strategy: canary, step: 50%, bake: 10m, finalBake: 5m, timeout: 1h }
alarms: [{ metric: 5xx-rate, above: 1%, for: 2m }]
`;
const bucket = 'greenlight-local-models-000000000000-us-east-1';

let aws: LocalAws;
let url: string;
let folder: string;
let assistant: Awaited<ReturnType<typeof anAssistant>>;
const ask = (tool: string, args: Record<string, unknown> = {}) => assistant.ask(tool, args);

/** v1 is live, and v2 bakes. */
beforeAll(async () => {
  const template: unknown = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  folder = await mkdtemp(join(tmpdir(), 'greenlight-mcp-'));
  const clock = new ScaledClock(600);
  const containers = createContainers({
    clock,
    registry: { 'local:story': () => ({ status: 200, body: '{}' }) },
    workDir: folder,
  });
  aws = await deployGreenlight({ clock, seed: 1, template, containers });
  url = (await aws.serve(0)).url;
  await mkdir(join(folder, 'iris'));
  await writeFile(join(folder, 'iris', 'greenlight.yaml'), manifest);
  assistant = await anAssistant(url, folder);
  const s3 = aws.clients(S3Client);
  const put = (Key: string, Body: string | Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  await put('models/iris/greenlight.yaml', manifest);
  await put('models/iris/v1/model.tar.gz', await tarball({ 'model.json': '1' }));
  await vi.waitFor(
    async () =>
      expect((await ask('history', { endpoint: 'iris' })).result.rollouts[0]?.outcome).toBe('DEPLOYED'),
    { timeout: 60_000, interval: 100 },
  );
  const baking = new Promise<void>((resolve) => {
    const stop = aws.onEvent(({ detail }) => {
      if (!/Baking for 600/.test(JSON.stringify(detail))) return;
      clock.pause();
      stop();
      resolve();
    });
  });
  await put('models/iris/v2/model.tar.gz', await tarball({ 'model.json': '2' }));
  await baking;
}, packagingMs);
afterAll(async () => {
  await assistant.close();
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

describe('An assistant', () => {
  it('is offered tools that read, each with what it takes and answers', () => {
    for (const { name, inputSchema, outputSchema, annotations } of assistant.tools) {
      expect({ name, inputSchema, outputSchema, annotations }).toMatchObject({
        inputSchema: { type: 'object', additionalProperties: false },
        outputSchema: { type: 'object' },
        annotations: { destructiveHint: false },
      });
    }
    const reading = assistant.tools.filter(({ annotations }) => annotations?.readOnlyHint);
    expect(reading.map(({ name }) => name).sort()).toEqual(['history', 'plan', 'risk', 'status', 'why']);
  });

  it('is offered tools that propose, and say that they do nothing else', () => {
    const proposing = assistant.tools.filter(({ annotations }) => !annotations?.readOnlyHint);
    expect(proposing.map(({ name }) => name).sort()).toEqual([
      'propose_abort',
      'propose_retry',
      'propose_rollback',
    ]);
    for (const { description } of proposing) expect(description).toContain('Only tells people');
  });

  it('is offered nothing that decides or does', () => {
    for (const { name } of assistant.tools)
      expect(name).not.toMatch(/^(approve|reject|decide|abort|rollback|retry|judge|push|adopt|continue)/);
  });

  it('learns what serves and what is under way', async () => {
    const { result } = await ask('status');
    expect(result).toMatchObject({
      asOf: expect.stringMatching(/^\d{4}-/),
      stage: 'local',
      endpoints: [
        {
          endpoint: 'iris',
          serving: { version: 'v1' },
          rollouts: [{ version: 'v2', role: 'holder', phase: 'shifting', greenPercent: 50 }],
        },
      ],
      notShown: [],
    });
    expect((await ask('status', { endpoint: 'iris' })).result.endpoints).toEqual(result.endpoints);
    expect((await ask('status', { endpoint: 'none' })).result.endpoints).toMatchObject([{ status: null }]);
  });

  it('learns how rollouts ended', async () => {
    const { result } = await ask('history', { endpoint: 'iris', limit: 1 });
    expect(result).toMatchObject({
      endpoint: 'iris',
      older: 1,
      rollouts: [{ version: 'v2', outcome: null }],
    });
    expect((await ask('history', { endpoint: 'none' })).result).toMatchObject({ rollouts: [], older: 0 });
  });

  it('learns why a rollout is where it is, and what serves', async () => {
    const { result } = await ask('why', { endpoint: 'iris' });
    expect(result).toMatchObject({
      ...{ version: 'v2', before: 'v1', outcome: null, phase: 'shifting' },
      sentence: expect.stringMatching(/^Shifting traffic since .* 50 %/),
      fleets: [
        { name: 'blue', trafficPercent: 50 },
        { name: 'green', trafficPercent: 50 },
      ],
      alarms: [{ on: 'rollback', wentOff: false, text: expect.stringContaining('5xx-rate') }],
      changes: [{ what: 'version', from: 'v1', to: 'v2' }],
      servesNow: { status: 'Updating', serving: { version: 'v1' } },
    });
    expect(result.happened.length).toBeGreaterThan(2);
    const first = (await ask('history', { endpoint: 'iris' })).result.rollouts[1].release;
    expect((await ask('why', { rollout: first })).result).toMatchObject({
      version: 'v1',
      outcome: 'DEPLOYED',
    });
  });

  it('plans, and learns the risk, of a manifest that is there', async () => {
    const { result } = await ask('plan', { manifest: 'iris/greenlight.yaml', live: true });
    expect(result).toMatchObject({
      ...{ endpoint: 'iris', basis: 'live', problems: [], lacks: [] },
      update: { action: 'update', deployment: { BlueGreenUpdatePolicy: {} }, timeline: { peakInstances: 4 } },
    });
    const risk = await ask('risk', {
      manifest: 'iris/greenlight.yaml',
      requestsPerSecond: 5,
      errorsPercent: 0.1,
    });
    expect(risk.result).toMatchObject({
      problems: [],
      risk: {
        traffic: { requestsPerSecond: 5, healthyRate: 0.001 },
        rows: [{ model: 'all fail', rate: 1, noticed: 'yes' }, {}, {}, { model: 'slow' }, { model: 'sound' }],
      },
    });
  });

  it('gets no value of an environment variable', async () => {
    const answers = await Promise.all([
      ask('status'),
      ask('history', { endpoint: 'iris' }),
      ask('why', { endpoint: 'iris' }),
      ask('plan', { manifest: 'iris/greenlight.yaml' }),
      ask('risk', { manifest: 'iris/greenlight.yaml', requestsPerSecond: 5 }),
    ]);
    for (const { result } of answers) expect(result).toBeDefined();
    expect(JSON.stringify(answers)).not.toContain(secret);
  });
});

describe('What an assistant proposes', () => {
  it('is shown as proposed, by whom and why, and nothing is done', async () => {
    const { rollout } = (await ask('why', { endpoint: 'iris' })).result;
    const { result } = await ask('propose_abort', { endpoint: 'iris', rollout, reason: 'odd scores' });
    expect(result).toEqual({
      ...{ proposed: true, rollout },
      message: expect.stringMatching(
        /^people are told that an abort of iris is proposed; nothing has been done/,
      ),
    });
    const by = 'arn:aws:iam::000000000000:user/local (says: an assistant, an-assistant)';
    const command = `npx greenlight abort iris --release ${rollout} --reason "…"`;
    expect((await ask('status', { endpoint: 'iris' })).result.endpoints).toMatchObject([
      {
        proposals: [{ kind: 'abort', rollout, by, reason: 'odd scores', command }],
        rollouts: [{ phase: 'shifting' }],
      },
    ]);
    expect((await ask('why', { endpoint: 'iris' })).result).toMatchObject({ rollout, outcome: null });
    expect((await ask('why', { endpoint: 'iris' })).result.stop).toBeUndefined();
  });

  it('is refused in words if there is nothing to do', async () => {
    const { release } = (await ask('why', { endpoint: 'iris' })).result;
    expect((await ask('propose_retry', { release, reason: 'again' })).result).toMatchObject({
      proposed: false,
      message: expect.stringMatching(/is under way; nothing was proposed$/),
    });
    for (const reason of [undefined, '', 'x'.repeat(501)])
      expect((await ask('propose_rollback', { endpoint: 'iris', reason })).error).toMatch(/reason/);
  });
});

describe('An assistant that asks for what it cannot have', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['status', { endpoint: '../x' }, /expected an endpoint’s name/],
    ['status', { endpoint: 'iris', stage: 'prod' }, /[Uu]nrecognized key.*stage/],
    ['history', {}, /endpoint/],
    ['history', { endpoint: 'iris', limit: 1000 }, /<=50|50/],
    ['why', {}, /^expected rollout or endpoint, got neither\.$/],
    ['why', { endpoint: 'none' }, /^nothing was ever released to none in stage local\.$/],
    ['why', { rollout: 'iris-0123456789ab' }, /^<release>: expected a release or rollout of iris/],
    ['why', { rollout: 'iris' }, /^<release>: expected a release's id/],
    ['plan', { manifest: 'none.yaml' }, /^manifest: expected a file or a folder, got none\.yaml/],
    ['plan', { manifest: '../../etc/passwd' }, /^manifest: expected/],
    ['plan', { manifest: '/etc/hostname' }, /^manifest: expected a path below /],
    ['plan', { manifest: 'link.yaml' }, /^manifest: expected a path below /],
    ['plan', { manifest: 'iris' }, /^manifest: expected a \.yaml or \.json/],
    ['plan', { manifest: 'iris/greenlight.yaml', artifact: '/etc' }, /^artifact: expected a path below /],
    ['risk', { manifest: 'iris/greenlight.yaml' }, /--risk: expected --rps/],
    ['abort', { endpoint: 'iris' }, /Tool abort not found/],
    ['approve', { endpoint: 'iris' }, /Tool approve not found/],
  ])('%s %j: is told why', async (tool, args, told) => {
    await symlink('/etc/hostname', join(folder, 'link.yaml')).catch(() => {});
    expect((await ask(tool, args)).error).toMatch(told);
  });

  it('is told that AWS cannot be reached, and can ask again', async () => {
    const lost = await anAssistant('http://127.0.0.1:9', folder);
    for (const _ of [1, 2]) expect((await lost.ask('status')).error).toMatch(/127\.0\.0\.1:9/);
    await lost.close();
  });

  it('reads no file at all where the server was started at the top of all files', async () => {
    const everywhere = await anAssistant(url, '/');
    const { error } = await everywhere.ask('plan', { manifest: join(folder, 'iris', 'greenlight.yaml') });
    expect(error).toMatch(/^manifest: expected the server to be started with --folder DIR/);
    await everywhere.close();
  });
});

describe('greenlight mcp', () => {
  const message = (id: number, method: string, params: object) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params });

  it('speaks over stdin and stdout, writes nothing else there, and ends with its input', async () => {
    const entry = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
    const child = spawn(process.execPath, [entry, 'mcp', '--endpoint-url', url, '--folder', folder]);
    const client = {
      clientInfo: { name: 'x', version: '1' },
      capabilities: {},
      protocolVersion: '2025-06-18',
    };
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += text;
      if (stdout.split('\n').length === 3) child.stdin.end();
    });
    child.stdin.write(`no message\n${message(1, 'initialize', client)}\n`);
    child.stdin.write(`${message(2, 'tools/call', { name: 'status', arguments: { endpoint: 'none' } })}\n`);
    const code = await new Promise((resolve) => child.on('close', resolve));
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect({ code, lines }).toMatchObject({
      code: 0,
      lines: [
        { id: 1, result: { serverInfo: { name: 'greenlight' } } },
        { id: 2, result: { structuredContent: { endpoints: [{ endpoint: 'none', status: null }] } } },
      ],
    });
  }, 60_000);
});
