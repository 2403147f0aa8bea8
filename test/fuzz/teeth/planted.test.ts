import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../../support/source-graph.ts';

const read = (path: string) => readFile(join(repository, path), 'utf8');
const planted: { fault: string; file: string; from: string; to: string }[] = parse(
  await read('test/fuzz/teeth/planted.yaml'),
);

describe('The faults that the fuzzer must find', () => {
  it('are twenty at least, each another', () => {
    expect(planted.length).toBeGreaterThanOrEqual(20);
    expect(new Set(planted.map(({ fault }) => fault)).size).toBe(planted.length);
  });

  it.each(planted)('can be planted: $fault', async ({ file, from, to }) => {
    expect((await read(file)).split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  });
});
