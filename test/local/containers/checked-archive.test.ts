import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { checkArchive } from '../../../local/containers/checked-archive.ts';

it('an archive is answered for again as it was the first time, by its bytes and by how far it may expand', async () => {
  const sound = () => gzipSync(Buffer.alloc(2048));
  const broken = () => Buffer.from('no archive');
  for (const _ of ['first', 'again']) {
    await expect(checkArchive(sound(), 4096)).resolves.toBeUndefined();
    await expect(checkArchive(broken(), 4096)).rejects.toThrow('no readable gzip tar archive');
    await expect(checkArchive(sound(), 1024)).rejects.toThrow('more than the 1024 bytes');
  }
});
