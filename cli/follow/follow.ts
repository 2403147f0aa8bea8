import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Records } from '../aws/records.ts';
import { gateViews } from '../views/gate-view.ts';
import { type Progress, progressOf } from '../views/progress.ts';

/** Which rollout to follow: one by its name, or the newest attempt of a release, or whichever is under way. */
export interface Followed {
  readonly endpoint: string;
  readonly rollout?: string;
  readonly release?: string;
}

/** Where what is seen goes. */
export interface FollowOutput {
  /** Nothing to see yet: what is waited for. */
  waiting(text: string): void;
  progress(progress: Progress): void;
  outcome(record: RolloutRecord): void;
}

export interface FollowPorts {
  readonly records: Records;
  /** AWS's time, epoch ms. */
  now(): Promise<number>;
  /** Until the next look. */
  pause(): Promise<void>;
}

/** Looks after which a rollout that was asked for has not begun and won't: an upload's event takes seconds. */
const patience = 120;

/**
 * Looks until the rollout has ended, and answers with its record; undefined if there was none to follow. For the eye
 * only: nothing in the controller looks like this.
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
  // From now on this one, whatever else begins.
  while (record !== undefined && record.outcome === undefined) {
    output.progress(await look(ports, record));
    await ports.pause();
    record = await ports.records.rollout(record.endpoint, record.name);
  }
  if (record !== undefined) output.outcome(record);
  return record;
}

/** Without a name: the rollout that holds the lease, else the newest that has not ended. */
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

async function look({ records, now }: FollowPorts, record: RolloutRecord): Promise<Progress> {
  const names = record.plan?.alarms.map(({ name }) => name) ?? [];
  const [at, endpoint, alarms, gates, waits] = await Promise.all([
    now(),
    records.endpoint(record.endpoint),
    records.alarms(names),
    records.gates(record.endpoint, record.name),
    records.waits(record.endpoint),
  ]);
  return progressOf(at, record, endpoint, alarms, gateViews(record, gates), waits);
}
