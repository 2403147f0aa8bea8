import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { ModelDataError, messageOf } from './errors.ts';
import { Layout } from './model-files.ts';

/**
 * Extracts a model artifact (gzip tar), or with no directory only checks that it could be. Only plain files and
 * folders below the directory are ever written: an entry with an absolute path or `..`, a link (SageMaker
 * refuses those too), a device, or a name that is taken otherwise ends it. An archive without entries is a valid, empty model, as at AWS.
 *
 * @param maxBytes how far the archive may expand, headers included
 * @throws ModelDataError that says what is wrong; the directory may then hold a part of the files
 */
export async function extractArtifact(
  artifact: Uint8Array,
  directory: string | undefined,
  maxBytes: number,
): Promise<void> {
  if (artifact.length === 0) throw new ModelDataError('the artifact is empty: expected a gzip tar archive');

  const entries = extract();
  const layout = new Layout();
  let stored: Promise<void> = Promise.resolve();
  entries.on('entry', (header, content, next) => {
    // It may be torn before its reader listens; the pipeline below rejects with the cause.
    content.on('error', () => {});
    stored = store(header, content, directory, layout);
    stored.then(() => next(), next);
  });

  const gunzip = createGunzip();
  gunzip.end(artifact);
  try {
    await pipeline(gunzip, limitTo(maxBytes), entries);
    // An archive without its closing blocks ends before its last entry is stored.
    await stored;
  } catch (error) {
    // Nothing may still be writing when the caller removes the directory.
    await stored.catch(() => {});
    if (error instanceof ModelDataError) throw error;
    throw new ModelDataError(`the artifact is no readable gzip tar archive: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function store(
  header: Header,
  content: AsyncIterable<unknown> & { resume(): unknown },
  directory: string | undefined,
  layout: Layout,
): Promise<void> {
  const path = safePath(header);
  if (path !== '') layout.add(path, header.type === 'directory' ? 'folder' : 'file');
  if (directory === undefined || header.type === 'directory') {
    content.resume();
    if (directory !== undefined) await mkdir(join(directory, path), { recursive: true });
    return;
  }
  const target = join(directory, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content as AsyncIterable<Uint8Array>, { mode: 0o644 });
}

/** The entry's path below the model directory. @throws ModelDataError if it may not be extracted */
function safePath({ name, type }: Header): string {
  if (type !== 'file' && type !== 'contiguous-file' && type !== 'directory') {
    throw new ModelDataError(
      `entry "${name}": expected a plain file or a folder, got a ${type ?? 'special file'}`,
    );
  }
  const parts = name.split('/');
  const isOutside = name.startsWith('/') || /^[A-Za-z]:/.test(name) || parts.includes('..');
  if (isOutside || /[\\\0]/.test(name)) {
    throw new ModelDataError(`entry "${name}": expected a path inside the model directory`);
  }
  if (parts.some((part) => Buffer.byteLength(part) > 255)) {
    throw new ModelDataError(`entry "${name}": expected names of at most 255 bytes`);
  }
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

/** Passes bytes on until there are more than `maxBytes`: a small file can expand to fill any disk. */
const limitTo = (maxBytes: number) =>
  async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new ModelDataError(`the artifact expands to more than the ${maxBytes} bytes allowed`);
      }
      yield chunk;
    }
  };
