import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../support/source-graph.ts';

// Test files share their worker (vitest.config.ts): a class that stays mocked is mocked in all files after it.
it('A test that mocks a client by its class restores it', async () => {
  const leaking: string[] = [];
  for await (const path of glob('test/**/*.ts', { cwd: repository })) {
    const source = await readFile(join(repository, path), 'utf8');
    if (/\bmockClient\([A-Z]/.test(source) && !source.includes('.restore()')) leaking.push(path);
  }
  expect(leaking).toEqual([]);
});
