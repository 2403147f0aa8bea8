import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../../core/release.ts';
import { repository } from '../../support/source-graph.ts';
import { modelApproved } from './example-trigger.ts';

const run = promisify(execFile);
const minute = 60_000;
const read = (path: string) => readFile(join(repository, path), 'utf8');
const source = (await read('test/app/triggers/example-trigger.ts'))
  .replaceAll('../../../app/triggers/', './')
  .replaceAll('../../../core/', '../../core/');

const approval = (status: string) => ({
  time: '2026-11-30T09:00:00Z',
  detail: { ModelPackageGroupName: 'iris', ModelPackageVersion: 7, ModelApprovalStatus: status },
  data: { bucket: 'registry', key: 'registry/iris/7.tar.gz', versionId: 'a1', etag: 'e1', size: 1000 },
});

describe('The example of docs/adding-a-trigger.md', () => {
  it('is the one that is tested here', async () => {
    expect(await read('docs/adding-a-trigger.md')).toContain(source);
  });

  it(
    'compiles in a copy, with nothing else touched',
    async () => {
      await mkdir(join(repository, '.greenlight'), { recursive: true });
      const copy = await mkdtemp(join(repository, '.greenlight', 'recipe-'));
      try {
        for (const folder of ['core', 'app'])
          await cp(join(repository, folder), join(copy, folder), { recursive: true });
        await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'));
        await writeFile(join(copy, 'app/triggers/model-approved.ts'), source);
        const config = {
          extends: join(repository, 'tsconfig.json'),
          include: ['core', 'app'],
          compilerOptions: { incremental: false },
        };
        await writeFile(join(copy, 'tsconfig.json'), JSON.stringify(config));
        const compiled = run(join(repository, 'node_modules/.bin/tsc'), ['-p', copy]).then(
          () => '',
          (error: { stdout: string }) => error.stdout,
        );
        expect(await compiled).toBe('');
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
