import { gateFacts } from '../../core/recording/gate-facts.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Records } from '../aws/records.ts';
import type { FollowOutput } from '../output/follow-output.ts';
import { type Progress, progressOf, type Shown } from '../views/progress.ts';

/** Which rollout to follow: a named one, the newest attempt of a release, or the one under way. */
export interface Followed {
  readonly endpoint: string;
  readonly rollout?: string;
  readonly release?: string;
}

export interface FollowPorts {
  readonly records: Records;
  /** AWS's time, epoch ms. */
  now(): Promise<number>;
  /** What the page shows of it. Undefined where its figures cannot be read. */
  shown(record: RolloutRecord): Promise<Shown | undefined>;
  /** Waits until the next look. */
  pause(): Promise<void>;
}

/**
 * After this many looks, the requested rollout will not begin any more: an upload's event takes only seconds.
 */
const patience = 120;

/**
 * Polls until the rollout has ended, and returns its record; undefined if there was none to follow. This is
 * only for display: the controller itself does not poll.
 */
export async function follow(
  ports: FollowPorts,
  followed: Followed,
  output: FollowOutput,
): Promise<RolloutRecord | undefined> {
  const asked = followed.rollout ?? followed.release;
  let record = await find(ports.records, followed);
  for (let looks = 0; record === undefined && asked !== undefined && looks < patience; looks += 1) {
    if (looks === 0) output.waiting(`${asked} has not begun yet`);
    await ports.pause();
    record = await find(ports.records, followed);
  }
  // From now on follow this rollout, even if others begin.
  while (record !== undefined && record.outcome === undefined) {
    output.progress(await look(ports, record));
    await ports.pause();
    record = await ports.records.rollout(record.endpoint, record.name);
  }
  if (record !== undefined) output.outcome(record);
  return record;
}

/** Without a name: the rollout that holds the lease, otherwise the newest that has not ended. */
async function find(
  { rollout, rollouts, lease }: Records,
  followed: Followed,
): Promise<RolloutRecord | undefined> {
  const { endpoint, release } = followed;
  if (followed.rollout !== undefined) return rollout(endpoint, followed.rollout);
  const records = await rollouts(endpoint);
  if (release !== undefined) {
    return records.findLast((record) => [record.release.id, record.name].includes(release));
  }
  const open = records.filter(({ outcome }) => outcome === undefined);
  const { holder } = await lease(endpoint);
  return open.find(({ name }) => name === holder?.claim.rollout) ?? open.at(-1);
}

async function look({ records, now, shown }: FollowPorts, record: RolloutRecord): Promise<Progress> {
  const names = record.plan?.alarms.map(({ name }) => name) ?? [];
  const [at, endpoint, alarms, gates, waits, seen] = await Promise.all([
    now(),
    records.endpoint(record.endpoint),
    records.alarms(names),
    records.gates(record.endpoint, record.name),
    records.waits(record.endpoint),
    shown(record),
  ]);
  return progressOf(at, record, endpoint, alarms, gateFacts(record, gates), waits, seen);
}
