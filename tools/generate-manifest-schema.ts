/**
 * Writes greenlight.schema.json, with which editors complete and check a manifest (docs/manifest.md):
 *
 *     node tools/generate-manifest-schema.ts
 *
 * It is generated from the one schema, core/manifest/schema.ts.
 */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { manifestJsonSchema } from '../core/manifest/json-schema.ts';

const target = fileURLToPath(new URL('../greenlight.schema.json', import.meta.url));
await writeFile(target, `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
const formatted = spawnSync('biome', ['format', '--write', target], { stdio: 'inherit' });
process.exit(formatted.status ?? 1);
