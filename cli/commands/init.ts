import { writeFile } from 'node:fs/promises';
import { printJson, printLines } from '../output/print.ts';
import { UsageError } from '../usage-error.ts';
import { starterManifest } from './init-manifest.ts';

/** `greenlight init`: writes a manifest to start from; never overwrites a file. Returns the exit code. */
export async function init(file: string, options: { readonly json: boolean }): Promise<number> {
  try {
    await writeFile(file, starterManifest, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'which is there already; it was left as it is' : message;
    throw new UsageError(`[file]: expected a file that can be made, got ${file}: ${why}.`);
  }
  if (options.json) printJson({ type: 'init', file });
  else {
    printLines([
      `${file} is written. Put in your image and role, then:`,
      `  npx greenlight plan ${file}`,
      `  npx greenlight push model.tar.gz --endpoint <name> --manifest ${file}`,
    ]);
  }
  return 0;
}
