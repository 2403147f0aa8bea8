import { createReadStream } from 'node:fs';
import { defaultArchiveLimits, problemOf, sizeFault } from '../../adapters/s3/archive-fault.ts';
import { inspectArchive } from '../../adapters/s3/inspect-archive.ts';
import { nameFault } from '../../core/artifact/file-names.ts';
import type { Problem } from '../../core/values/problem.ts';
import type { Source } from './source.ts';

/**
 * Why the controller would refuse the content of a push. An archive is read through, as the controller reads
 * it; for a folder, the names are checked.
 *
 * @param field the argument or option that named the source; problems refer to it
 */
export async function sourceProblems(source: Source, field: string): Promise<Problem[]> {
  if (source.kind === 'folder')
    return source.files.flatMap(({ name }) => {
      const fault = nameFault(name.split('/'));
      const expected = 'names of 1 to 255 bytes between slashes, none of them blank';
      const got = `${JSON.stringify(name.slice(0, 80))}, ${fault}`;
      return fault === undefined ? [] : [{ field, expected, got, fix: 'Give it another name.' }];
    });
  const { path, size } = source;
  const fault = sizeFault(size, defaultArchiveLimits) ?? (await inspectArchive(createReadStream(path), size));
  return fault === undefined ? [] : [problemOf({ key: field }, fault)];
}
