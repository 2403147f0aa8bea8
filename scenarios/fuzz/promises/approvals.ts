import { parseDuration } from '../../duration.ts';
import { type ActOf, actsOf, type Item, isoOf, isUnderBrokenDefaults, type Promised } from './promise.ts';
import { type Asking, mayAnswer } from './who-may.ts';

/**
 * 13: a rollout begins to shift under the manifest in force, and only when each approval of it before the shift was
 * given: by somebody who may, or by the time that the manifest says. It is deployed only when each one after it was.
 */
export const approvals: Promised = ({ world, observer, acts, ledger }) =>
  observer.shifts.flatMap(({ rollout, at, live }) => {
    const record = ledger.find(({ sk }) => sk === `rollout#${rollout}`);
    if (record === undefined) return [];
    const announced = world.announced();
    const start = record.start as { kind: string; fast?: boolean };
    const under = (record.settled as { manifest: { versionId: string } | null } | undefined)?.manifest;
    const puts = actsOf(acts, 'manifest', String(record.endpoint)).filter((put) => put.at <= at);
    const put = puts.findLast(({ version }) => version === (under?.versionId ?? null));
    if (put === undefined && under !== null)
      return [`13: ${rollout} shifted under a manifest that nobody put`];
    const prepared = instantOf(announced, rollout, 'prepared') ?? at;
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
    if (isUnderBrokenDefaults(record, acts)) return stale;
    if (typeof put.written === 'string') {
      // What once served comes back also under a manifest that no release could be made with.
      const isFine = start.kind === 'rollback' || ['', 'none'].includes(put.written);
      return isFine ? stale : [...stale, `13: ${rollout} shifted under a broken manifest`];
    }
    const deployed = observer.endings.find(
      ({ concluded }) => concluded.rollout === rollout && concluded.outcome === 'DEPLOYED',
    );
    const approved = [
      ...actsOf(acts, 'decide', String(record.endpoint)).filter(
        ({ action, done }) => action === 'approve' && done !== 'nothing',
      ),
      ...[
        ...actsOf(acts, 'press', String(record.endpoint)),
        ...actsOf(acts, 'follow', String(record.endpoint)),
      ].filter(({ action, forged }) => action === 'approve' && !forged),
    ];
    return [
      ...stale,
      ...askedOfAnother({ rollout, at, live, endpoint: String(record.endpoint) }, observer, announced),
      ...notGiven({ written: put.written, rollout, stage: 'before', by: at, announced, approved }),
      ...(deployed
        ? notGiven({ written: put.written, rollout, stage: 'after', by: deployed.at, announced, approved })
        : []),
    ];
  });

type Announced = readonly { readonly detail: Item }[];

interface Gone {
  readonly written: unknown;
  readonly rollout: string;
  readonly stage: 'before' | 'after';
  /** When it went on: each had to be given by then. */
  readonly by: number;
  readonly announced: Announced;
  /** What people have approved, or may have: an answer can be lost. */
  readonly approved: readonly (ActOf<'decide'> | ActOf<'press'> | ActOf<'follow'>)[];
}

/** A gate's time begins when it is reached; it is announced so much later where a call has to be tried again or waits. */
const announcingSeconds = 60;

/** What stands for an answer when the time is up, and lets it go on. */
const goesOn = { before: 'approve', after: 'keep' } as const;

function notGiven({ written, rollout, stage, by, announced, approved }: Gone): string[] {
  const gates = (written as { gates?: Partial<Record<string, readonly Item[]>> }).gates?.[stage] ?? [];
  return gates.flatMap((gate, index) => {
    const approval = gate.approval as (Asking & { timeout: string; otherwise?: string }) | undefined;
    if (approval === undefined) return [];
    const id = `${rollout}/${stage}/${index}`;
    const of = (phase: string) =>
      announced.filter(
        ({ detail }) => detail.phase === phase && (detail.gate as { id?: string } | undefined)?.id === id,
      );
    const yes = of('decision').filter(({ detail }) => detail.verdict === 'approve');
    if (yes.some(({ detail: { by, via } }) => mayAnswer({ by: String(by), via: String(via) }, approval)))
      return [];
    if (yes.length > 0) return [`13: ${id} was approved by ${yes[0]?.detail.by}, who may not`];
    // Whose announcement was lost, people have answered all the same.
    if (approved.some((act) => act.rollout === rollout || act.rollout === undefined)) return [];
    const asked = of('gate')[0]?.detail.at;
    // Announced at most once: where a trouble took that, nobody can tell since when it waits.
    const waited = asked === undefined ? Number.POSITIVE_INFINITY : (by - Date.parse(String(asked))) / 1000;
    const isUp = waited + announcingSeconds >= (parseDuration(approval.timeout) ?? Number.POSITIVE_INFINITY);
    return approval.otherwise === goesOn[stage] && isUp
      ? []
      : [`13: ${rollout} went on at ${isoOf(by)}, and ${id} was not approved`];
  });
}

interface Shift {
  readonly rollout: string;
  readonly endpoint: string;
  readonly at: number;
  /** What served when it began to shift. */
  readonly live: readonly string[];
}

/** What people have approved is what is released: what it replaces has served since they were asked, too. */
function askedOfAnother(
  { rollout, endpoint, at, live }: Shift,
  observer: Parameters<Promised>[0]['observer'],
  announced: Announced,
): string[] {
  const asked = announced.findLast(
    ({ detail: { rollout: of, phase, gate } }) =>
      of === rollout && phase === 'gate' && (gate as Item | undefined)?.stage === 'before',
  );
  if (asked === undefined) return [];
  const then = observer.standingsAt(endpoint, Date.parse(String(asked.detail.at)));
  const isSame = then.some((one) => one.status !== 'InService' || one.live.join() === live.join());
  return isSame || then.length === 0
    ? []
    : [`13: ${rollout} shifted away from ${live.join()} at ${isoOf(at)}, and nobody was asked of that`];
}

const instantOf = (announced: Announced, rollout: string, phase: string): number | undefined => {
  const found = announced.find(({ detail }) => detail.rollout === rollout && detail.phase === phase);
  return found && Date.parse(String(found.detail.at));
};
