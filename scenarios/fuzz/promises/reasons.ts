import type { Act } from '../../release-acts.ts';
import type { Ending } from '../../release-observer.ts';
import type { Seen } from '../../run-release-story.ts';
import { actsOf, hadBrokenDefaults, isTroubled, type Promised } from './promise.ts';

/**
 * What is uploaded is deployed, unless something speaks against it that anybody can see: a newer request, an alarm, a
 * person's no, a gate, a broken artifact or manifest, others at the endpoint, or a trouble. Judged only where nothing
 * keeps events and calls from what they usually do.
 */
export const reasons: Promised = (seen) =>
  isTroubled(seen)
    ? []
    : seen.observer.endings.flatMap((ending) => {
        const { rollout, endpoint, outcome, cause, release } = ending.concluded;
        const record = seen.ledger.find(({ sk }) => sk === `rollout#${rollout}`);
        const upload = actsOf(seen.acts, 'upload', endpoint).find((act) => act.release === release);
        const isUpload = (record?.start as { kind: string } | undefined)?.kind === 'upload';
        if (outcome === 'DEPLOYED' || upload === undefined || !isUpload) return [];
        const isFine =
          outcome === 'SUPERSEDED'
            ? isFollowed(upload, seen.acts, ending)
            : isFollowed(upload, seen.acts, ending) || speaksAgainst(upload, seen, ending);
        return isFine ? [] : [`3: ${rollout} is ${outcome}, and nothing speaks against it: ${cause}`];
      });

const asking = ['command', 'press', 'follow', 'decide'];

type Upload = Extract<Act, { kind: 'upload' }>;

/** Whether anything newer has come, or anybody has asked for something else: what was asked for before may still wait. */
const isFollowed = (upload: Upload, acts: readonly Act[], { at }: Ending): boolean =>
  acts.some(
    (act) =>
      act !== upload &&
      act.endpoint.toLowerCase() === upload.endpoint.toLowerCase() &&
      act.at <= at &&
      (asking.includes(act.kind) || (['upload', 'manifest'].includes(act.kind) && act.at >= upload.at)),
  );

/** Steps that may keep any release from being deployed. */
const against = ['alarm', 'fault', 'call', 'load', 'remove', 'scale'];

function speaksAgainst(upload: Upload, { acts, steps, hasQuotas }: Seen, { at }: Ending): boolean {
  const manifests = actsOf(acts, 'manifest', upload.endpoint).filter((act) => act.at <= at);
  return (
    hasQuotas ||
    !['model', 'folder'].includes(upload.as ?? 'model') ||
    steps.some(({ kind }) => against.includes(kind)) ||
    hadBrokenDefaults(acts, upload.at, at) ||
    manifests.some(({ written }) => typeof written === 'string' || mayStop(written))
  );
}

/** Whether a manifest asks people, or anything else, whether to go on. */
const mayStop = (written: unknown): boolean => (written as { gates?: unknown }).gates !== undefined;
