import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** Any fixed instant would do; not 1970, which some tar programs warn of. */
const mtime = new Date('2000-01-01T00:00:00Z');

/**
 * A `model.tar.gz` of the given files (name → text), whose bytes depend on nothing but them: fixed time, mode
 * and owner; no name or time in the gzip header. Deflate's choices vary with the zlib build, so the data is
 * stored, which costs these small files nothing that matters.
 */
export async function tarball(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) {
    tar.entry({ name, mtime, mode: 0o644, uid: 0, gid: 0 }, content);
  }
  tar.finalize();
  const gzip = gzipSync(await buffer(tar), { level: 0 });
  // RFC 1952: byte 9 names the operating system that compressed; 255 is "unknown".
  gzip[9] = 255;
  return gzip;
}
