import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../../core/release.ts';
import { compiled, copyOf, exampleAt } from '../../support/recipe.ts';
import { repository } from '../../support/source-graph.ts';
import { modelApproved } from './example-trigger.ts';

const minute = 60_000;
const read = (path: string) => readFile(join(repository, path), 'utf8');
const source = await exampleAt('test/app/triggers/example-trigger.ts', 'app/triggers/model-approved.ts');

const approval = (status: string) => ({
  time: '2026-11-30T09:00:00Z',
  detail: { ModelPackageGroupName: 'iris', ModelPackageVersion: 7, ModelApprovalStatus: status },
  data: { bucket: 'registry', key: 'registry/iris/7.tar.gz', versionId: 'a1', etag: 'e1', size: 1000 },
});

describe('The example of docs/adding-a-trigger.md', () => {
  it('is the one that is tested here, as biome leaves it', async () => {
    expect(await read('docs/adding-a-trigger.md')).toContain(source);
  });

  it(
    'compiles in a copy, with nothing else touched',
    async () => {
      const copy = await copyOf(['core', 'app']);
      try {
        await writeFile(join(copy, 'app/triggers/model-approved.ts'), source);
        expect(await compiled(copy, ['core', 'app'])).toBe('');
      } finally {
        await rm(copy, { recursive: true, force: true });
      }
    },
    2 * minute,
  );

  it('starts one rollout of what was approved, and none of what was not', async () => {
    const started: Rollout[] = [];
    const ports = {
      ledger: { rollout: async () => undefined },
      rollouts: {
        start: async (rollout: Rollout) => {
          started.push(rollout);
          return 'started' as const;
        },
      },
      log: { info: () => {}, warn: () => {}, error: () => {} },
    };
    expect(await modelApproved(ports, 'models', approval('Rejected'))).toEqual({ done: 'nothing' });
    expect(await modelApproved(ports, 'models', approval('Approved'))).toMatchObject({ done: 'started' });
    expect(started).toMatchObject([
      {
        release: {
          endpoint: 'iris',
          version: 'v7',
          artifact: { bucket: 'registry', key: 'registry/iris/7.tar.gz' },
          bucket: 'models',
        },
        attempt: 1,
      },
    ]);
  });
});
