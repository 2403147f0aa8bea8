import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compiled } from '../../../tools/pack/compiled.ts';

describe('What is compiled for the package', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'greenlight-compiled-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };

  it('is all that the entries import, and nothing else', async () => {
    await write(
      'cli/main.ts',
      "import { a } from '../core/a.ts';\nconsole.log(a, await import('./late.ts'));",
    );
    await write('cli/late.ts', "export { b } from '../core/b.ts';");
    await write('core/a.ts', "import { z } from 'zod';\nexport const a: number = z;");
    await write('core/b.ts', "import type { C } from './c.ts';\nexport const b: C = 1;");
    await write('core/c.ts', 'export type C = number;');
    await write('core/unused.ts', 'export const unused = 1;');
    const files = await compiled(root, ['cli/main.ts']);
    expect([...files.keys()].sort()).toEqual(['cli/late.js', 'cli/main.js', 'core/a.js', 'core/b.js']);
  });

  it('is JavaScript that imports what was built', async () => {
    await write('main.ts', "import { a } from './a.ts';\nconsole.log(a, await import('./a.ts'));");
    await write('a.ts', "import { z } from 'zod';\nexport const a: string = z('./b.ts');");
    const files = await compiled(root, ['main.ts']);
    expect(files.get('main.js')).toMatch(/from "\.\/a\.js";[\s\S]*import\('\.\/a\.js'\)/);
    expect(files.get('a.js')).toMatch(/from "zod";[\s\S]*const a = z\("\.\/b\.ts"\)/);
  });

  it('has JSON as a module, of which Node 20 does not warn', async () => {
    await write('main.ts', "import data from './data.json' with { type: 'json' };\nconsole.log(data);");
    await write('data.json', '{ "a": 1 }');
    const files = await compiled(root, ['main.ts']);
    expect(files.get('main.js')).toContain('import data from "./data.json.js";');
    expect(files.get('data.json.js')).toBe('export default {"a":1};\n');
  });
});
