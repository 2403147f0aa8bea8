import { gzipSync } from 'node:zlib';
import { scoringKinds } from './release-model.ts';

/** What a story can upload as a model: sound ones, and broken or hostile ones. Histories are drawn from these. */
export const artifactKinds = [
  'model',
  'broken',
  'flaky',
  'empty',
  'no-gzip',
  'no-tar',
  'no-files',
  'parent-path',
  'absolute-path',
  'link-that-leaves',
  'device',
  'link',
  'hard-link',
  'file-and-folder',
  'long-name',
  'blank-part',
  'cut-inside-a-file',
  'bomb',
] as const;
export const allArtifactKinds = [...artifactKinds, ...scoringKinds] as const;
export type ArtifactKind = (typeof allArtifactKinds)[number];

/**
 * The bytes of an artifact, not to be changed. Different `content` gives different bytes; the same arguments give the same
 * bytes.
 */
export function artifactBytes(kind: ArtifactKind, content: string): Buffer {
  // Thirty megabytes are packed for a bomb, whatever its content.
  const name = kind === 'bomb' ? kind : `${kind} ${content}`;
  const before = packed.get(name);
  if (before !== undefined) return before;
  const bytes = packedAnew(kind, content);
  if (packed.size >= mostPacked) packed.clear();
  packed.set(name, bytes);
  return bytes;
}

const packed = new Map<string, Buffer>();
const mostPacked = 500;

function packedAnew(kind: ArtifactKind, content: string): Buffer {
  switch (kind) {
    case 'model':
      return modelOf({ content });
    case 'broken':
    case 'flaky':
    case 'shifted':
    case 'constant':
    case 'no-number':
    case 'no-score':
      return modelOf({ content, does: kind });
    case 'empty':
      return Buffer.alloc(0);
    case 'no-gzip':
      return Buffer.from(`PK zip ${content}`);
    case 'no-tar':
      return gzipSync(`just text ${content} `.repeat(200));
    case 'no-files':
      return gzipSync(tar([{ name: 'folder/', type: '5' }]));
    case 'parent-path':
      return gzipSync(tar([file('model.json', content), file('../../etc/cron.d/x', content)]));
    case 'absolute-path':
      return gzipSync(tar([file('/etc/passwd', content)]));
    case 'link-that-leaves':
      return gzipSync(
        tar([file('model.json', content), { name: 'data', type: '2', linksTo: '../../secrets' }]),
      );
    case 'device':
      return gzipSync(tar([file('model.json', content), { name: 'disk', type: '4' }]));
    case 'link':
      // Like a packed download cache of Hugging Face.
      return gzipSync(
        tar([
          file('blobs/abc', content),
          { name: 'snapshots/1/config.json', type: '2', linksTo: '../../blobs/abc' },
        ]),
      );
    case 'hard-link':
      return gzipSync(
        tar([file('model.json', content), { name: 'same.json', type: '1', linksTo: 'model.json' }]),
      );
    case 'file-and-folder':
      return gzipSync(tar([file('weights', content), file('weights/part1', content)]));
    case 'long-name':
      return gzipSync(tar([file('model.json', content), longFile(`${'x'.repeat(256)}.bin`, content)].flat()));
    case 'blank-part':
      return gzipSync(tar([file('model.json', content), file('weights//part1', content)]));
    case 'cut-inside-a-file':
      // The gzip is complete, but the tar ends in the middle of its second file.
      return gzipSync(
        tar([file('model.json', content), file('w.bin', Buffer.alloc(5000))]).subarray(0, 3000),
      );
    case 'bomb':
      // 32 MiB of zeros in 32 KB: a thousand times its size, and more than the 10 MB from which the ratio
      // counts.
      return gzipSync(tar([file('model.json', Buffer.alloc(32 * 1024 * 1024))]), { level: 9 });
    default:
      return kind satisfies never;
  }
}

const modelOf = (model: object): Buffer => gzipSync(tar([file('model.json', JSON.stringify(model))]));

interface Entry {
  readonly name: string;
  /** The header's type flag: 0 file, 1 hard link, 2 symbolic link, 4 block device, 5 folder, L long name. */
  readonly type: '0' | '1' | '2' | '4' | '5' | 'L';
  readonly linksTo?: string;
  readonly content?: Buffer;
}

const file = (name: string, content: string | Buffer): Entry => ({
  name,
  type: '0',
  content: Buffer.from(content),
});

/** A file whose name is too long for its header. GNU tar writes the name before it, as a separate entry. */
const longFile = (name: string, content: string): Entry[] => [
  { name: '././@LongLink', type: 'L', content: Buffer.from(`${name}\0`) },
  file(name.slice(0, 100), content),
];

const block = 512;

/** A tar archive (POSIX ustar), written by hand, because no library writes hostile entries. */
function tar(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const content = entry.content ?? Buffer.alloc(0);
    return [header(entry, content.length), content, Buffer.alloc((block - (content.length % block)) % block)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

function header({ name, type, linksTo = '' }: Entry, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  bytes.write(name, 0);
  bytes.write(octal(0o644, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size, 12), 124);
  bytes.write(octal(0, 12), 136);
  bytes.write(type, 156);
  bytes.write(linksTo, 157);
  bytes.write('ustar\x0000', 257);
  // The checksum is the sum of all bytes, with blanks in place of the checksum itself.
  bytes.fill(' ', 148, 156);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}
