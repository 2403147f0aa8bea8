/**
 * Writes greenlight-page.schema.json, the messages of the page's API (docs/page.md):
 *
 *     npm run schema
 *
 * It is generated from the one schema, core/dashboard/api.ts.
 */
import { fileURLToPath } from 'node:url';
import { pageJsonSchema } from '../core/dashboard/json-schema.ts';
import { writeFormatted } from './write-formatted.ts';

const target = fileURLToPath(new URL('../greenlight-page.schema.json', import.meta.url));
await writeFormatted(target, `${JSON.stringify(pageJsonSchema(), null, 2)}\n`);
