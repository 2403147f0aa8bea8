import { actsOf, type Item, isoOf, isUnderBrokenDefaults, manifestOf, type Promised } from './promise.ts';

/**
 * 5: what is deployed has passed every gate of the manifest that it was settled under, in the bakes, too: each was reached
 * and is passed in the ledger. And what answers no request cannot have passed a smoke test.
 */
export const gates: Promised = ({ observer, acts, ledger }) =>
  observer.endings.flatMap(({ concluded, at }) => {
    if (concluded.outcome !== 'DEPLOYED') return [];
    const { rollout, release, endpoint } = concluded;
    const record = ledger.find(({ sk }) => sk === `rollout#${rollout}`);
    const written = manifestOf(record, acts)?.written;
    const start = record?.start as { kind: string; fast?: boolean } | undefined;
    if (isUnderBrokenDefaults(record, acts)) return [];
    if (start?.fast === true || typeof written !== 'object' || written === null) return [];
    const stages = (written as { gates?: Partial<Record<string, readonly Item[]>> }).gates ?? {};
    const all = ['before', 'during', 'after'].flatMap((stage) =>
      (stages[stage] ?? []).map((gate, n) => ({ stage, n, gate })),
    );
    const deployed = `5: ${rollout} is DEPLOYED at ${isoOf(at)}`;
    // What a rollback goes back to may be another's.
    const isBroken =
      start?.kind !== 'rollback' &&
      actsOf(acts, 'upload', endpoint).some((upload) => upload.release === release && upload.as === 'broken');
    return [
      ...all.flatMap(({ stage, n }) => {
        const kept = ledger.find(({ sk }) => sk === `gate#${rollout}#${stage}#${n}`);
        const status = (kept?.item as { status: string } | undefined)?.status ?? 'not reached';
        return ['passed', 'overridden'].includes(status)
          ? []
          : [`${deployed}, and its gate ${stage}/${n} is ${status}`];
      }),
      ...(isBroken && all.some(({ stage, gate }) => stage !== 'before' && 'smoke' in gate)
        ? [`${deployed}, and answers no request as its smoke test expects`]
        : []),
    ];
  });
