/**
 * Writes greenlight-events.schema.json, with which listeners can check Greenlight's events (docs/events.md):
 *
 *     npm run schema
 *
 * It is generated from the one schema, core/announcements/state-change.ts.
 */
import { fileURLToPath } from 'node:url';
import { stateChangeJsonSchema } from '../core/announcements/json-schema.ts';
import { writeFormatted } from './write-formatted.ts';

const target = fileURLToPath(new URL('../greenlight-events.schema.json', import.meta.url));
await writeFormatted(target, `${JSON.stringify(stateChangeJsonSchema(), null, 2)}\n`);
