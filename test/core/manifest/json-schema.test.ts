import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { manifestJsonSchema } from '../../../core/manifest/json-schema.ts';

describe('The JSON Schema of the manifest', () => {
  it('is current: npm run schema writes it', async () => {
    const written = await readFile(new URL('../../../greenlight.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(written)).toEqual(manifestJsonSchema());
  });

  it('shows what an author writes, not what is made of it', () => {
    const { properties, additionalProperties } = manifestJsonSchema() as {
      properties: Record<string, { anyOf?: unknown[]; items?: { anyOf?: unknown[] }; default?: unknown }>;
      additionalProperties: boolean;
    };
    expect(additionalProperties).toBe(false);
    // AWS's own shape, retain, or one of the strategies.
    expect(properties.rollout?.anyOf).toHaveLength(3);
    // By name, or by metric.
    expect(properties.alarms?.items?.anyOf).toHaveLength(3);
    expect(JSON.stringify(properties.rollout)).toContain('"const":"rolling"');
    expect(properties.keep?.default).toBe(5);
  });
});
