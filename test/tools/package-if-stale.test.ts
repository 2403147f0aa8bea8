import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageIfStale } from '../../tools/package-if-stale.ts';

describe('The packaged template', () => {
  let root: string;
  let runs: string[];
  const write = async (path: string, content: string) => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  };
  /** A stand-in for serverless, which takes seconds: it writes a template that says which run it is of. */
  const run = async (stage: string, folder: string) => {
    runs.push(stage);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'cloudformation-template-update-stack.json'), `{"run":${runs.length}}`);
  };
  const packaged = async (stage = 'local') => readFile(await packageIfStale(stage, { root, run }), 'utf8');

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'greenlight-package-'));
    runs = [];
    await write('serverless.yml', 'service: greenlight');
    await write('functions/a.ts', 'export {}');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('is made one at a time, whatever the stage: all bundle in the same folder', async () => {
    let running = 0;
    let most = 0;
    const slow = async (stage: string, folder: string) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      await run(stage, folder);
      running -= 1;
    };
    await Promise.all(['a', 'b', 'c'].map((stage) => packageIfStale(stage, { root, run: slow })));
    expect([runs.toSorted(), most]).toEqual([['a', 'b', 'c'], 1]);
  });

  it('is made once as long as its sources stay the same', async () => {
    expect(await packaged()).toBe('{"run":1}');
    expect(await packaged()).toBe('{"run":1}');
    expect(runs).toEqual(['local']);
  });

  it.each([
    ['a changed file', () => write('serverless.yml', 'service: other')],
    ['a changed file in a folder', () => write('functions/a.ts', 'export const a = 1')],
    ['a new file in a new folder', () => write('core/plan/steps.ts', 'export {}')],
    ['a removed file', () => rm(join(root, 'functions/a.ts'))],
    [
      'a renamed file',
      async () => {
        await rm(join(root, 'functions/a.ts'));
        await write('functions/b.ts', 'export {}');
      },
    ],
  ])('is made anew after %s', async (_what, change) => {
    await packaged();
    await change();
    expect(await packaged()).toBe('{"run":2}');
  });

  it('is not made anew for a file that is no source of it', async () => {
    await packaged();
    await write('README.md', 'hello');
    await packaged();
    expect(runs).toHaveLength(1);
  });

  it('is made for each stage apart', async () => {
    await packaged('local');
    await packaged('dev');
    expect(runs).toEqual(['local', 'dev']);
  });

  it('is made by one of those who ask for it at once', async () => {
    expect(await Promise.all([packaged(), packaged(), packaged()])).toEqual([
      '{"run":1}',
      '{"run":1}',
      '{"run":1}',
    ]);
    expect(runs).toHaveLength(1);
  });

  it('is made anew after a failure, which is passed on', async () => {
    const broken = async () => {
      throw new Error('serverless package failed (exit 1)');
    };
    await expect(packageIfStale('local', { root, run: broken })).rejects.toThrow('exit 1');
    expect(await packaged()).toBe('{"run":1}');
  });

  it('waits for no process that is gone', async () => {
    // No process has such a number: Linux's largest is 4,194,304.
    await write('.greenlight/package/local.lock', '99999999');
    expect(await packaged()).toBe('{"run":1}');
  });

  it.each(['../dev', 'Dev', '', 'a'.repeat(21)])('is refused for the stage "%s"', async (stage) => {
    await expect(packageIfStale(stage, { root, run })).rejects.toThrow(RangeError);
  });
});
