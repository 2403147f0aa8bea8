/**
 * Writes greenlight-events.schema.json, with which listeners can check Greenlight's events (docs/events.md):
 *
 *     node tools/generate-events-schema.ts
 *
 * It is generated from the one schema, core/announcements/state-change.ts.
 */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { stateChangeJsonSchema } from '../core/announcements/json-schema.ts';

const target = fileURLToPath(new URL('../greenlight-events.schema.json', import.meta.url));
await writeFile(target, `${JSON.stringify(stateChangeJsonSchema(), null, 2)}\n`);
const formatted = spawnSync('biome', ['format', '--write', target], { stdio: 'inherit' });
process.exit(formatted.status ?? 1);
