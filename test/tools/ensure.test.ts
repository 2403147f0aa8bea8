import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInstalled } from '../../tools/ensure.mjs';

const zod = { version: '4.6.7', resolved: 'https://registry.npmjs.org/zod-4.6.7.tgz', integrity: 'sha512-a' };
const elsewhere = { version: '0.28.2', integrity: 'sha512-b', optional: true, os: ['aix'] };
const lock = {
  packages: { '': { name: 'x' }, 'node_modules/zod': zod, 'node_modules/@esbuild/aix': elsewhere },
};

describe('What is installed', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'greenlight-ensure-'));
    await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock));
    await mkdir(join(root, 'node_modules'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const noted = (packages: Record<string, unknown>) =>
    writeFile(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
  const stamped = (text: string) => writeFile(join(root, 'node_modules/.greenlight-lock'), text);

  it('is nothing in a fresh clone, nor where npm was interrupted', () => {
    expect(isInstalled(root)).toBe(false);
  });

  it('is right by our own stamp of this very lock file, and of no other', async () => {
    await stamped(createHash('sha256').update(JSON.stringify(lock)).digest('hex'));
    expect(isInstalled(root)).toBe(true);
    await stamped('of another one');
    expect(isInstalled(root)).toBe(false);
  });

  it('is right after npm ci by hand, which leaves out optional packages of other platforms', async () => {
    await noted({ 'node_modules/zod': zod });
    expect(isInstalled(root)).toBe(true);
    await noted({ 'node_modules/zod': zod, 'node_modules/@esbuild/aix': elsewhere });
    expect(isInstalled(root)).toBe(true);
  });

  it('is right where another kind of dependency needs the same package', async () => {
    await noted({ 'node_modules/zod': { ...zod, dev: true } });
    expect(isInstalled(root)).toBe(true);
  });

  it.each([
    ['another version', { 'node_modules/zod': { ...zod, version: '4.6.6' } }],
    ['another content', { 'node_modules/zod': { ...zod, integrity: 'sha512-c' } }],
    ['one too few', {}],
    ['one too many', { 'node_modules/zod': zod, 'node_modules/left-over': zod }],
  ])('is wrong with %s', async (_, packages) => {
    await noted(packages);
    expect(isInstalled(root)).toBe(false);
  });
});
