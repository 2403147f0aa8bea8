import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { pageJsonSchema } from '../../../core/dashboard/json-schema.ts';

const published = fileURLToPath(new URL('../../../greenlight-page.schema.json', import.meta.url));
const docs = fileURLToPath(new URL('../../../docs/page.md', import.meta.url));

describe('the JSON Schema of the page’s API', () => {
  it('is the one that is published: npm run schema', async () => {
    expect(JSON.parse(await readFile(published, 'utf8'))).toEqual(pageJsonSchema());
  });

  it('can be read by validators', () => {
    const schema = z.fromJSONSchema(pageJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
    const refused = schema.safeParse({ refused: { error: 1 } });
    expect(refused.error?.issues).toContainEqual(expect.objectContaining({ path: ['refused', 'error'] }));
  });

  it('has every request that the document has', async () => {
    const requests = Object.keys(pageJsonSchema().properties as object).filter((name) => name.includes(' '));
    const text = await readFile(docs, 'utf8');
    expect(requests.filter((request) => !text.includes(`\`${request}\``))).toEqual([]);
  });
});
