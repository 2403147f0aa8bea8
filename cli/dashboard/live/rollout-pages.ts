import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { S3Client } from '@aws-sdk/client-s3';
import { objectPage } from '../../../core/console-links.ts';
import { actionsOf } from '../../../core/dashboard/actions.ts';
import type { RolloutPage } from '../../../core/dashboard/api.ts';
import { shownProposals } from '../../../core/dashboard/proposals.ts';
import { judgeOffSince } from '../../../core/gates/judge-off.ts';
import { framesOf } from '../../../core/recording/frames-of.ts';
import type { Recording } from '../../../core/recording/recording.ts';
import { keptReport } from '../../../core/records/kept-report.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { type Instant, instantAt } from '../../../core/values/instant.ts';
import type { Records } from '../../aws/records.ts';
import { recentRecordings, versionOf } from '../../reads/recent-recordings.ts';
import type { Looked, RolloutLooks } from '../../reads/rollout-looks.ts';
import { manifestChanges } from './manifest-changes.ts';
import { pastRollouts } from './past-rollouts.ts';
import { pressable } from './pressable.ts';

export interface PagePorts {
  readonly records: Pick<Records, 'rollout' | 'rollouts' | 'judgeOff' | 'looks'>;
  readonly looks: RolloutLooks;
  readonly cloudWatch: CloudWatchClient;
  readonly s3: S3Client;
  readonly caller: string;
  hostNow(): number;
  /** How old a look may be, in this machine's milliseconds. */
  readonly oldestMs: number;
}

/** An endpoint's other rollouts change seldom. */
const othersMs = 30_000;

/** The others may have been read a while ago. */
const withNewest = (records: readonly RolloutRecord[], newest: RolloutRecord): RolloutRecord[] =>
  records.map((record) => (record.name === newest.name ? newest : record));

function keptReportOf(record: RolloutRecord): RolloutPage['keptReport'] {
  if (record.endedAt === undefined) return null;
  const { bucket, key } = keptReport(record);
  return { object: `s3://${bucket}/${key}`, url: objectPage(record.execution, bucket, key) ?? null };
}

/** The frames of hours take some 50 ms: those of a recording that has not changed are made once. */
function knownFrames(): (recording: Recording) => RolloutPage['frames'] {
  const made = new WeakMap<
    Recording['facts'],
    { readonly asOf: Instant; readonly frames: RolloutPage['frames'] }
  >();
  return (recording) => {
    const { facts, asOf } = recording;
    const known = made.get(facts);
    if (known?.asOf === asOf) return known.frames;
    const frames = framesOf(recording);
    made.set(facts, { asOf, frames });
    return frames;
  };
}

/** All that its page depends on. */
const shownOf = (looked: Looked): string => JSON.stringify([versionOf(looked), looked.proposals]);

/** The pages of rollouts. Between two looks, and between two of CloudWatch's minutes, nothing is read again. */
export function rolloutPages(ports: PagePorts) {
  const others = new Map<string, { readonly records: RolloutRecord[]; readonly hostAt: number }>();

  const ofEndpoint = async (endpoint: string, name: string): Promise<RolloutRecord[]> => {
    const known = others.get(endpoint);
    const isKnown = known?.records.some((record) => record.name === name) ?? false;
    if (known !== undefined && isKnown && ports.hostNow() - known.hostAt < othersMs) return known.records;
    const records = await ports.records.rollouts(endpoint);
    others.set(endpoint, { records, hostAt: ports.hostNow() });
    return records;
  };

  const lookAt = async (endpoint: string, name: string): Promise<Looked | undefined> => {
    const latest = ports.looks.latest(name);
    if (latest !== undefined && ports.looks.ageOf(name) < ports.oldestMs) return latest;
    const record = await ports.records.rollout(endpoint, name);
    return record && ports.looks.look(record);
  };

  const recordingOf = recentRecordings(ports);
  const framesFor = knownFrames();
  const manifestChangesOf = manifestChanges(ports.s3);

  const page = async (endpoint: string, name: string): Promise<RolloutPage | undefined> => {
    const looked = await lookAt(endpoint, name);
    if (looked === undefined) return undefined;
    const records = await ofEndpoint(endpoint, name);
    const [recording, ofManifest, judgeOff] = await Promise.all([
      recordingOf(looked, records),
      manifestChangesOf(looked.record, records),
      ports.records.judgeOff(endpoint),
    ]);
    return {
      recording,
      frames: framesFor(recording),
      actions: actionsOf(pressable(looked, records, judgeOff, ports.caller)),
      manifestChanges: ofManifest,
      keptReport: keptReportOf(looked.record),
      judgeOff: judgeOff === undefined ? null : judgeOffSince(judgeOff),
      proposals: shownProposals(looked.proposals, withNewest(records, looked.record), looked.at),
      others: pastRollouts(records.filter((record) => record.name !== name)),
    };
  };

  return {
    /** Undefined if the endpoint never had such a rollout. */
    page,

    /** The page of a release's newest attempt. */
    async newest(endpoint: string, release: string): Promise<RolloutPage | undefined> {
      const all = await ports.records.rollouts(endpoint);
      const found = all.findLast((record) => record.release.id === release);
      return found && page(endpoint, found.name);
    },

    /** Looks at a rollout again. Returns the instant at which its page is another than before; undefined if it is the same. */
    async hasChanged(endpoint: string, name: string): Promise<Instant | undefined> {
      const before = ports.looks.latest(name);
      const looked = await lookAt(endpoint, name);
      if (looked === undefined || looked === before) return undefined;
      return before !== undefined && shownOf(before) === shownOf(looked) ? undefined : instantAt(looked.at);
    },

    /** What was asked for has been done: what was read before is of no use. */
    forget(endpoint: string, name: string): void {
      others.delete(endpoint);
      ports.looks.outdate(name);
    },
  };
}
