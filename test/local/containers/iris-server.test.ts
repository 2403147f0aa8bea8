import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { buildModels } from '../../../examples/iris/build-models.ts';
import { requestPayloads } from '../../../examples/iris/measurements.ts';
import { ScaledClock } from '../../../local/clock/scaled.ts';
import { createContainers } from '../../../local/containers/containers.ts';
import { parseRegistry } from '../../../local/containers/registry.ts';
import { archive, bytes, folder, utf8 } from './support.ts';

const registryPath = fileURLToPath(new URL('../../../examples/containers.json', import.meta.url));

/** The iris example as it is really run: the registry file's process, and artifacts as they are uploaded. */
async function irisContainers() {
  const registry = parseRegistry(readFileSync(registryPath, 'utf8'), dirname(registryPath));
  const containers = createContainers({ clock: new ScaledClock(60), registry, workDir: folder() });
  const models = await buildModels(folder());
  const start = (version: string) =>
    startFrom(readFileSync(models.find((model) => model.version === version)?.path as string));
  const startFrom = (artifact: Uint8Array) =>
    containers.start({ image: 'local:iris', environment: {}, artifact, startupTimeoutMs: 15_000 });
  return { start, startFrom, close: () => containers.close() };
}

const csv = (body: string) => ({ headers: { 'content-type': 'text/csv' }, body: bytes(body) });

test('the better model answers csv and JSON, and refuses bad input', async () => {
  const { start, close } = await irisContainers();
  const container = await start('v2');
  expect(await container.ping()).toBe(true);

  const all = await container.invoke(csv(requestPayloads().join('\n')));
  expect(all.status).toBe(200);
  expect(all.headers['content-type']).toBe('application/json');
  const { predictions } = JSON.parse(utf8(all.body));
  expect(predictions).toHaveLength(150);
  expect(predictions[0].label).toBe('setosa');

  const one = await container.invoke({
    headers: { 'content-type': 'application/json' },
    body: bytes('{"instances": [[6.4, 2.8, 5.6, 2.1]]}'),
  });
  expect(JSON.parse(utf8(one.body)).predictions[0].label).toBe('virginica');

  const bad = await container.invoke(csv('1,2'));
  expect([bad.status, JSON.parse(utf8(bad.body)).error]).toEqual([
    400,
    expect.stringContaining('row 1: expected 4 numbers'),
  ]);
  await close();
});

test('the broken model answers its ping with 200 and every flower with 500', async () => {
  const { start, close } = await irisContainers();
  const container = await start('v3-broken');
  expect(await container.ping()).toBe(true);
  const replies = await Promise.all(requestPayloads().map((payload) => container.invoke(csv(payload))));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([500]));
  expect(utf8(replies[0]?.body as Uint8Array)).toContain('is not finite');
  expect(await container.ping()).toBe(true);
  await close();
});

test('an artifact without a model in it never gets to serve, and the log says why', async () => {
  const { startFrom, close } = await irisContainers();
  await expect(startFrom(await archive({ name: 'notes.txt', content: 'no model' }))).rejects.toMatchObject({
    name: 'PingError',
    message: expect.stringMatching(
      /exited with code 1.*the model can't be loaded from .*model\.json: ENOENT/s,
    ),
  });
  await close();
});
