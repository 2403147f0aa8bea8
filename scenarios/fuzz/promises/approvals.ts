import { parseDuration } from '../../duration.ts';
import { actsOf, type Item, isoOf, type Promised } from './promise.ts';

/**
 * 13: a rollout begins to shift under the manifest in force, and only when each approval of it before the shift was
 * given: by somebody who may, or by the time that the manifest says.
 */
export const approvals: Promised = ({ world, observer, acts, ledger }) =>
  observer.shifts.flatMap(({ rollout, at }) => {
    const record = ledger.find(({ sk }) => sk === `rollout#${rollout}`);
    if (record === undefined) return [];
    const start = record.start as { kind: string; fast?: boolean };
    const under = (record.settled as { manifest: { versionId: string } | null } | undefined)?.manifest;
    const puts = actsOf(acts, 'manifest', String(record.endpoint)).filter((put) => put.at <= at);
    const put = puts.findLast(({ version }) => version === (under?.versionId ?? null));
    if (put === undefined && under !== null)
      return [`13: ${rollout} shifted under a manifest that nobody put`];
    const prepared = instantOf(world.announced(), rollout, 'prepared') ?? at;
    // Of what was put in that very instant, either may be in force.
    const since = puts.findLast((one) => one.at < prepared)?.at ?? 0;
    const inForce = puts.filter((one) => one.at >= since).map(({ version }) => version);
    const stale =
      start.kind !== 'rollback' && inForce.length > 0 && !inForce.includes(under?.versionId ?? null)
        ? [
            `13: ${rollout} shifted under ${under?.versionId ?? 'no manifest'}, and ${inForce.join()} had been put`,
          ]
        : [];
    if (start.fast === true || put === undefined) return stale;
    return [...stale, ...notGiven(put.written, rollout, at, world.announced())];
  });

type Announced = readonly { readonly detail: Item }[];

function notGiven(written: unknown, rollout: string, shifting: number, announced: Announced): string[] {
  if (typeof written === 'string')
    return ['', 'none'].includes(written) ? [] : [`13: ${rollout} shifted under a broken manifest`];
  const gates = (written as { gates?: { before?: readonly Item[] } }).gates?.before ?? [];
  return gates.flatMap((gate, index) => {
    const approval = gate.approval as { timeout: string; otherwise?: string; by?: string[] } | undefined;
    if (approval === undefined) return [];
    const id = `${rollout}/before/${index}`;
    const of = (phase: string) =>
      announced.filter(
        ({ detail }) => detail.phase === phase && (detail.gate as { id?: string } | undefined)?.id === id,
      );
    const yes = of('decision').filter(({ detail }) => detail.verdict === 'approve');
    const allowed = yes.filter(
      ({ detail }) => approval.by === undefined || approval.by.some((arn) => String(detail.by).includes(arn)),
    );
    if (allowed.length > 0) return [];
    if (yes.length > 0) return [`13: ${id} was approved by ${yes[0]?.detail.by}, who may not`];
    const asked = of('gate')[0]?.detail.at;
    const waited = asked === undefined ? 0 : (shifting - Date.parse(String(asked))) / 1000;
    const isUp = waited >= (parseDuration(approval.timeout) ?? Number.POSITIVE_INFINITY);
    return approval.otherwise === 'approve' && isUp
      ? []
      : [`13: ${rollout} shifted at ${isoOf(shifting)}, and ${id} was not approved`];
  });
}

const instantOf = (announced: Announced, rollout: string, phase: string): number | undefined => {
  const found = announced.find(({ detail }) => detail.rollout === rollout && detail.phase === phase);
  return found && Date.parse(String(found.detail.at));
};
