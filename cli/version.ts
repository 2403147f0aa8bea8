import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The version of this tool, from its package.json. */
export const ownVersion = (): string => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
};
