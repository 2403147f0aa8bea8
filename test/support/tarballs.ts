import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

/** A plain tar of the given entries: name → text, or null for a folder. */
export async function aTar(entries: Readonly<Record<string, string | null>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(entries)) {
    const header: Partial<Header> & { name: string } = {
      name,
      type: content === null ? 'directory' : 'file',
      // A fixed time, so that the same entries always give the same bytes.
      mtime: new Date(0),
    };
    tar.entry(header, content ?? '');
  }
  tar.finalize();
  return buffer(tar);
}

/** The same as a `model.tar.gz`. */
export const aTarball = async (entries: Readonly<Record<string, string | null>>): Promise<Buffer> =>
  gzipSync(await aTar(entries));

/** A `model.tar.gz` of entries of any kind, as a hostile author would write them. */
export async function anOddTarball(
  headers: readonly (Partial<Header> & { name: string })[],
): Promise<Buffer> {
  const tar = pack();
  for (const header of headers) tar.entry(header, '');
  tar.finalize();
  return gzipSync(await buffer(tar));
}
