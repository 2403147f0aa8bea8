import { execFile } from 'node:child_process';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled, copyOf, exampleAt, schemas, scripted, tested } from '../../support/recipe.ts';
import { repository } from '../../support/source-graph.ts';

/** The recipe of docs/adding-a-strategy.md, followed in a copy: a file, a line in the list, the schema, a word in manifest.md. */

const run = promisify(execFile);
const minute = 60_000;
const read = (path: string) => readFile(join(repository, path), 'utf8');
const source = await exampleAt('test/core/strategies/example-strategy.ts', 'core/strategies/halves.ts');

let copy: string;
beforeAll(async () => {
  copy = await copyOf(['core', 'docs', 'test/core', 'test/support', 'tools', ...schemas]);
  await writeFile(join(copy, 'core/strategies/halves.ts'), source);
  const list = await read('core/strategies/strategies.ts');
  const added = list
    .replace(/^import /m, "import { halves } from './halves.ts';\n$&")
    .replace(/(const strategies = \[[^\]]*?),?\s*\] as const/, '$1, halves] as const');
  await writeFile(join(copy, 'core/strategies/strategies.ts'), added);
  await appendFile(join(copy, 'docs/manifest.md'), '`halves`: half of the fleet first, then the rest.');
}, minute);
afterAll(async () => {
  await rm(copy, { recursive: true, force: true });
});

describe('The example of docs/adding-a-strategy.md', () => {
  it('is the one that is tested here, as biome leaves it', async () => {
    expect(await read('docs/adding-a-strategy.md')).toContain(source);
  });

  it(
    'compiles with everything that asks strategies, and nothing else is touched',
    async () => {
      expect(await compiled(copy, ['core'])).toBe('');
    },
    2 * minute,
  );

  it(
    'breaks no test of the manifest, of strategies or of plans',
    async () => {
      expect(await scripted(copy, 'schema')).toBe('');
      const folders = ['test/core/manifest', 'test/core/strategies', 'test/core/plan'];
      expect(await tested(copy, folders)).toBe('');
    },
    2 * minute,
  );

  it(
    'is planned like any other',
    async () => {
      const script = `
        const { parseManifest } = await import('./core/manifest/parse.ts');
        const { planShift } = await import('./core/plan/planned-shift.ts');
        const { strategyOf } = await import('./core/strategies/strategies.ts');
        const { manifest } = parseManifest({ rollout: { strategy: 'halves', bake: '5m' } });
        const variants = [{ name: 'AllTraffic', instanceCount: 4 }];
        const policy = manifest.rollout;
        const shift = { action: 'update', policy, variants, alarmNames: [], fallsBack: false, startSeconds: 600 };
        const { deployment, timeline } = planShift(shift);
        const shares = timeline.phases.map(({ green }) => green.trafficPercent);
        const { CanarySize } = deployment.BlueGreenUpdatePolicy.TrafficRoutingConfiguration;
        const refused = parseManifest({ rollout: { strategy: 'thirds', bake: '5m' } }).problems[0].expected;
        console.log(JSON.stringify({ words: strategyOf(policy).words(policy), shares, CanarySize, refused }));
      `;
      const node = join(repository, 'node_modules/.bin/node');
      const { stdout } = await run(node, ['--input-type=module', '--eval', script], { cwd: copy });
      expect(JSON.parse(stdout)).toEqual({
        words: 'by halves; 5m bakes',
        // Provisioning, half, a bake with all of it in the longer reading, and blue's end.
        shares: [0, 50, 100, 100],
        CanarySize: { Type: 'CAPACITY_PERCENT', Value: 50 },
        refused: expect.stringMatching(/^a strategy: .*\bhalves\b/),
      });
    },
    minute,
  );
});
