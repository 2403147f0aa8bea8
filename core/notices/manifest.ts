import { uploaderText } from '../records/uploader.ts';
import { plain } from '../values/plain-text.ts';
import { type Problem, sentence } from '../values/problem.ts';
import { outcomeMark } from './marks.ts';
import type { Notice } from './notice.ts';

interface Put {
  readonly endpoint: string;
  readonly uploadedBy: string;
}

/**
 * A changed manifest that starts nothing now.
 *
 * @param problems for which a release under it would currently be refused
 */
export function manifestHeldNotice(
  { endpoint, uploadedBy }: Put,
  why: string,
  problems: readonly Problem[],
): Notice {
  const isFine = problems.length === 0;
  return {
    endpoint,
    thread: `${endpoint}-manifest`,
    phase: 'manifest',
    severity: isFine ? 'info' : 'warning',
    title: isFine
      ? `:page_facing_up: ${endpoint}: the manifest holds from the next release on`
      : `:warning: ${endpoint}: the manifest holds from the next release on, which would be refused`,
    lines: [
      plain(`Nothing to roll out now: ${why}.`),
      ...(isFine ? [] : ['As things stand, a release under it would be refused:']),
      ...problems.map((problem) => `• ${plain(sentence(problem))}`),
      `Uploaded by ${plain(uploaderText(uploadedBy))}.`,
    ],
    nextSteps: [],
  };
}

/** An invalid manifest that no rollout waits for, with everything that is wrong with it. */
export function unusableManifestNotice({ endpoint, uploadedBy }: Put, problems: readonly Problem[]): Notice {
  return {
    endpoint,
    thread: `${endpoint}-manifest`,
    phase: 'REJECTED',
    severity: 'warning',
    title: `${outcomeMark.REJECTED} ${endpoint}: the manifest cannot be used: REJECTED`,
    lines: [
      'What serves stays as it is. Every release is refused until the manifest is fixed.',
      ...problems.map((problem) => `• ${plain(sentence(problem))}`),
      `Uploaded by ${plain(uploaderText(uploadedBy))}.`,
    ],
    nextSteps: [],
  };
}

/** Invalid defaults for all endpoints, with everything that is wrong with them. */
export function unusableDefaultsNotice(
  { bucket, uploadedBy }: { readonly bucket: string; readonly uploadedBy: string },
  problems: readonly Problem[],
): Notice {
  return {
    endpoint: 'none',
    thread: `defaults-${bucket}`,
    phase: 'REJECTED',
    severity: 'warning',
    title: `${outcomeMark.REJECTED} the defaults for all endpoints cannot be used: REJECTED`,
    lines: [
      'What serves stays as it is. Until they are fixed, every release is refused that uses what is wrong.',
      ...problems.map((problem) => `• ${plain(sentence(problem))}`),
      `Uploaded by ${plain(uploaderText(uploadedBy))} to ${bucket}.`,
    ],
    nextSteps: [],
  };
}
