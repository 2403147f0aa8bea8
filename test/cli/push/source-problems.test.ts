import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../../cli/push/source.ts';
import { sourceProblems } from '../../../cli/push/source-problems.ts';
import { sentence } from '../../../core/values/problem.ts';
import { type ArtifactKind, artifactBytes } from '../../../scenarios/release-artifacts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-source-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const archive = (bytes: Buffer): Source => {
  const path = join(folder, 'model.tar.gz');
  writeFileSync(path, bytes);
  return { kind: 'archive', path, size: bytes.length };
};
const told = async (source: Source) => (await sourceProblems(source, '<artifact>')).map(sentence);

describe('What the controller would refuse after the upload, of an archive', () => {
  it.each<[ArtifactKind, RegExp]>([
    ['cut-inside-a-file', /got a tar that is cut short inside "w\.bin"\. Pack it again/],
    ['link', /got "snapshots\/1\/config\.json", a link to .*\(tar -h --hard-dereference -czf/],
    ['hard-link', /got "same\.json", a hard link to "model\.json"/],
    ['file-and-folder', /got "weights", a file and a folder\. Give it another name/],
    ['long-name', /a name of 260 bytes/],
    ['device', /got "disk", block-device\. Leave it out/],
  ])('%s', async (kind, expected) => {
    expect(await told(archive(artifactBytes(kind, 'x')))).toEqual([expect.stringMatching(expected)]);
  });

  it('nothing of a sound one', async () => {
    expect(await told(archive(artifactBytes('model', 'x')))).toEqual([]);
  });

  it('its size, before it is read: 40 GB of holes', async () => {
    const path = join(folder, 'model.tar.gz');
    writeFileSync(path, gzipSync('begins as a gzip'));
    truncateSync(path, 40_000_000_000);
    expect(await told({ kind: 'archive', path, size: 40_000_000_000 })).toEqual([
      expect.stringMatching(
        /^<artifact>: expected at most 32 GB.*got 40 GB\. Release the model uncompressed/,
      ),
    ]);
  });
});

describe('of a folder', () => {
  const file = (name: string) => ({ name, path: join(folder, name), size: 1 });

  it('names that cannot be written, each by its name', async () => {
    const files = [file('config.json'), file('a/ /x'), file(`${'é'.repeat(128)}`)];
    expect(await told({ kind: 'folder', path: folder, files })).toEqual([
      '<artifact>: expected names of 1 to 255 bytes between slashes, none of them blank, got "a/ /x", a blank part of a path. Give it another name.',
      expect.stringMatching(/a name of 256 bytes/),
    ]);
  });

  it('nothing of a sound one', async () => {
    expect(await told({ kind: 'folder', path: folder, files: [file('a/b')] })).toEqual([]);
  });
});
