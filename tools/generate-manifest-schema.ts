/**
 * Writes greenlight.schema.json, with which editors complete and check a manifest (docs/manifest.md):
 *
 *     npm run schema
 *
 * It is generated from the one schema, core/manifest/schema.ts.
 */
import { fileURLToPath } from 'node:url';
import { manifestJsonSchema } from '../core/manifest/json-schema.ts';
import { writeFormatted } from './write-formatted.ts';

const target = fileURLToPath(new URL('../greenlight.schema.json', import.meta.url));
await writeFormatted(target, `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
