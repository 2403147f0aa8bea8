import { aboutRollout } from '../../core/announcements/state-change.ts';
import type { SeenLease } from '../../core/lease/lease.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { alarmNamesIn } from '../../core/plan/watched-alarms.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Gated } from '../../core/records/gated.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { admitAtOnce } from '../admission/admit-at-once.ts';
import { lookOnce } from '../findings/look-once.ts';
import { enterRolloutPhase } from '../notices/enter-rollout-phase.ts';
import { gatheredAnnouncements } from '../notices/gathered-announcements.ts';
import { type PreparePorts, preparation } from './prepare-release.ts';
import { beginRollout, endingOf, firstLook, type ResolvePorts } from './resolve-release.ts';
import { type SettleReleasePorts, settleNow, ungated } from './settle-release.ts';

export type StraightPorts = ResolvePorts &
  Omit<SettleReleasePorts, 'ledger'> &
  PreparePorts & { readonly ledger: SettleReleasePorts['ledger']; readonly log: Log };

/** How far the rollout has come: the state machine goes on from there. */
export interface Reached {
  readonly ending: Ending | null;
  /** The fencing number of its lease; null if it is still to ask for that. */
  readonly fence: number | null;
  /** That lease as it was taken. */
  readonly lease: SeenLease | null;
  /** Whether it waits for something else that changes the endpoint, to be settled then. */
  readonly busy: boolean;
  readonly gated: Gated;
  /** What to carry out; null if that is still to be prepared. */
  readonly plan: Plan | null;
}

const nothing: Reached = { ending: null, fence: null, lease: null, busy: false, gated: ungated, plan: null };

/** What has taken longer leaves the next step to its own state, which then has its own time. */
const atOnceMs = 60_000;

/** An archive of that size is read in a second or two. After a larger one, the beginning is old news. */
const soonRead = 64 * 2 ** 20;

/**
 * The first look, and then, as far as nothing stands in the way, what would be the states Admit, Settle and Prepare:
 * with one look at everything that nobody can have changed meanwhile. The same use cases decide, under the same lease.
 * Whatever is not as plain as that (a queue, a gate, a busy endpoint, a call that fails) is left to the state that is
 * there for it, which does its step anew. Idempotent.
 *
 * @param now epoch milliseconds
 */
export async function goStraight(
  ports: StraightPorts,
  rollout: Rollout,
  execution: string,
  now: () => number,
): Promise<Reached> {
  const { gathered, flush } = gatheredAnnouncements(ports.announcements);
  const all = { ...ports, look: lookOnce(ports.look, now), announcements: gathered };
  try {
    return await going(all, ports.look.alarms, { rollout, execution, flush }, now);
  } finally {
    await flush();
  }
}

async function going(
  ports: StraightPorts,
  alarms: StraightPorts['look']['alarms'],
  { rollout, execution, flush }: Going,
  now: () => number,
): Promise<Reached> {
  const { ledger, leases, announcements, look } = ports;
  const { endpoint, artifact } = rollout.release;
  const name = rolloutName(rollout);
  // As Prepare reads it, so that one look serves all.
  const withTags = rollout.start.kind === 'rollback' ? undefined : 'with-tags';
  const startedAt = now();
  const isNew = await beginRollout(ports, rollout, execution, now);
  if (artifact.size > soonRead) await flush();
  const [{ findings, resolution }, seen, watched, record] = await Promise.all([
    firstLook(ports, rollout, withTags),
    leases.look(endpoint),
    ledger.watchedAlarms(endpoint),
    isNew ? undefined : ledger.rollout(endpoint, name),
  ]);
  const isOver = record?.stop !== undefined || record?.conclusion !== undefined;
  const own = findings.ownName;
  const admitted =
    resolution.kind === 'refused' || isOver
      ? undefined
      : await admitAtOnce(leases, rollout, execution, { seen, own, at: instantAt(now()) });
  if (admitted === undefined) return { ...nothing, ending: await endingOf(ports, resolution) };

  const { fence } = admitted;
  let reached: Reached = { ...nothing, ...admitted };
  try {
    const at = instantAt(now());
    const { written, ...settled } = await settleNow(ports, rollout, record, now, {
      admittedAt: at,
      withTags,
    });
    if (written === undefined || record?.phases.admitted !== undefined)
      await enterRolloutPhase({ ledger, announcements }, rollout, 'admitted', at);
    else await announcements.announce({ ...aboutRollout(rollout, at), phase: 'admitted' });
    reached = { ...reached, ...settled };
    if (written === undefined || settled.gated.before || now() - startedAt > atOnceMs) return reached;
    // Alarms may have gone off since the first look. Those that are to be made are looked for by the same call.
    const anew = lookOnce({ ...look, alarms }, now);
    const { managedAlarms } = written.prepared.preparation;
    const abortable = written.prepared.plan.action === 'update' ? rollout : undefined;
    const [, found] = await Promise.all([
      anew.alarms.find(alarmNamesIn(findings)),
      ports.ownAlarms.find(managedAlarms, abortable),
    ]);
    const prepare = preparation({ ...ports, look: { ...look, alarms: anew.alarms } }, now);
    const isFirst = record === undefined;
    const { ending, plan } = await prepare(rollout, fence, { ...written, watched, found, isFirst });
    return { ...reached, ending, plan, busy: ending === null && plan === null };
  } catch (error) {
    // Its own state does it again, with its own patience, and tells what is wrong.
    ports.log.warn('not straight on', { rollout: name, error: String(error) });
    return reached;
  }
}

interface Going {
  readonly rollout: Rollout;
  readonly execution: string;
  readonly flush: () => Promise<void>;
}
