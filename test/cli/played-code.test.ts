import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { playedCode } from '../../cli/fuzz/played-code.ts';

describe('The code that is played', () => {
  let root = '';
  const git = (...command: string[]) =>
    execFileSync('git', ['-c', 'user.name=ana', '-c', 'user.email=ana@example.com', ...command], {
      cwd: root,
    });
  const write = async (file: string, content: string) => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), content);
  };
  const commit = async (file: string, content: string) => {
    await write(file, content);
    git('add', '.');
    git('commit', '-q', '-m', 'one more');
  };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'played-code-'));
    git('init', '-q');
    await commit('core/judge.ts', 'one');
    return () => rm(root, { recursive: true });
  });

  it.each(['docs/judge.md', 'test/judge.test.ts', 'local/README.md', 'scenarios/releases/a.yaml'])(
    'is the same after a commit to %s',
    async (file) => {
      const before = await playedCode(root);
      await commit(file, 'new');
      const after = await playedCode(root);
      expect(after.code).toBe(before.code);
      expect(after.commit).not.toBe(before.commit);
    },
  );

  it.each(['core/other.ts', 'scenarios/fuzz/draw.ts', 'serverless.yml', 'on-local-aws/settings.yml'])(
    'is another after a commit to %s',
    async (file) => {
      const before = await playedCode(root);
      await commit(file, 'new');
      expect((await playedCode(root)).code).not.toBe(before.code);
    },
  );

  it('is what is in the work tree', async () => {
    const before = await playedCode(root);
    await write('core/judge.ts', 'two');
    onTestFinished(() => write('core/judge.ts', 'one'));
    const { code, commit } = await playedCode(root);
    expect(code).not.toBe(before.code);
    expect(commit).toMatch(/-dirty$/);
  });
});
