import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../../support/source-graph.ts';

/** The recipe of docs/adding-a-strategy.md, followed in a copy of core/: a file, and a line in the list. */

const run = promisify(execFile);
const minute = 60_000;
const read = (path: string) => readFile(join(repository, path), 'utf8');
const source = (await read('test/core/strategies/example-strategy.ts'))
  .replaceAll('../../../core/strategies/', './')
  .replaceAll('../../../core/', '../');

let copy: string;
beforeAll(async () => {
  await mkdir(join(repository, '.greenlight'), { recursive: true });
  copy = await mkdtemp(join(repository, '.greenlight', 'recipe-'));
  await cp(join(repository, 'core'), join(copy, 'core'), { recursive: true });
  await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'));
  await writeFile(join(copy, 'core/strategies/halves.ts'), source);
  const list = await read('core/strategies/strategies.ts');
  const added = list
    .replace("import { linear } from './linear.ts';", "import { halves } from './halves.ts';\n$&")
    .replace('rolling] as const', 'rolling, halves] as const');
  await writeFile(join(copy, 'core/strategies/strategies.ts'), added);
}, minute);
afterAll(async () => {
  await rm(copy, { recursive: true, force: true });
});

describe('The example of docs/adding-a-strategy.md', () => {
  it('is the one that is tested here', async () => {
    expect(await read('docs/adding-a-strategy.md')).toContain(source);
  });

  it(
    'compiles with everything that asks strategies, and nothing else is touched',
    async () => {
      const config = {
        extends: join(repository, 'tsconfig.json'),
        include: ['core'],
        compilerOptions: { incremental: false },
      };
      await writeFile(join(copy, 'tsconfig.json'), JSON.stringify(config));
      const tsc = join(repository, 'node_modules/.bin/tsc');
      const compiled = run(tsc, ['-p', copy]).then(
        () => '',
        (error: { stdout: string }) => error.stdout,
      );
      expect(await compiled).toBe('');
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
        refused: 'a strategy: all-at-once, canary, linear, rolling or halves',
      });
    },
    minute,
  );
});
