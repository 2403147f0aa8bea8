import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { readRecording } from '../../../adapters/recording/read-recording.ts';
import { actionsOf } from '../../../core/dashboard/actions.ts';
import type { RolloutPage } from '../../../core/dashboard/api.ts';
import { framesOf } from '../../../core/recording/frames-of.ts';
import { looksOf } from '../../../core/recording/looks-of.ts';
import type { Recording } from '../../../core/recording/recording.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { epochMsOf, type Instant, instantAt } from '../../../core/values/instant.ts';
import type { Records } from '../../aws/records.ts';
import { pastRollouts } from './past-rollouts.ts';
import { pressable } from './pressable.ts';
import type { Looked, RolloutLooks } from './rollout-looks.ts';

export interface PagePorts {
  readonly records: Pick<Records, 'rollout' | 'rollouts' | 'judgeOff' | 'looks'>;
  readonly looks: RolloutLooks;
  readonly cloudWatch: CloudWatchClient;
  readonly caller: string;
  hostNow(): number;
  /** How old a look may be, in this machine's milliseconds. */
  readonly oldestMs: number;
}

/** What the page of one rollout was made of, and when. */
interface Made {
  readonly of: string;
  readonly recording: Recording;
}

/** An endpoint's other rollouts change seldom. */
const othersMs = 30_000;
/** So long after its end, figures of a rollout still come in. AWS's time, like the next one. */
const settlesMs = 600_000;
/** CloudWatch has a new value each minute. */
const minuteMs = 60_000;

/** The pages of rollouts. Between two looks, and between two of CloudWatch's minutes, nothing is read again. */
export function rolloutPages(ports: PagePorts) {
  const made = new Map<string, Made>();
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

  const recordingOf = async (looked: Looked, records: readonly RolloutRecord[]): Promise<Recording> => {
    const { record, gates, waits, sightings, at } = looked;
    const of = versionOf(looked);
    const known = made.get(record.name);
    if (known?.of === of) return { ...known.recording, asOf: instantAt(at) };
    const kept = await ports.records.looks(record.endpoint, record.name);
    const looks = looksOf([...kept, ...sightings], record, waits);
    const from = { record, records, gates, waits, looks };
    const recording = await readRecording(ports.cloudWatch, from, at, 'live');
    made.set(record.name, { of, recording });
    return recording;
  };

  return {
    /** Undefined if the endpoint never had such a rollout. */
    async page(endpoint: string, name: string): Promise<RolloutPage | undefined> {
      const looked = await lookAt(endpoint, name);
      if (looked === undefined) return undefined;
      const records = await ofEndpoint(endpoint, name);
      const [recording, judgeOff] = await Promise.all([
        recordingOf(looked, records),
        ports.records.judgeOff(endpoint),
      ]);
      return {
        recording,
        frames: framesOf(recording),
        actions: actionsOf(pressable(looked, records, judgeOff, ports.caller)),
        others: pastRollouts(records.filter((record) => record.name !== name)),
      };
    },

    /** Looks at a rollout again. Returns the instant at which its page is another than before; undefined if it is the same. */
    async hasChanged(endpoint: string, name: string): Promise<Instant | undefined> {
      const before = ports.looks.latest(name);
      const looked = await lookAt(endpoint, name);
      if (looked === undefined || looked === before) return undefined;
      return before !== undefined && versionOf(before) === versionOf(looked)
        ? undefined
        : instantAt(looked.at);
    },

    /** What was asked for has been done: what was read before is of no use. */
    forget(endpoint: string): void {
      others.delete(endpoint);
    },
  };
}

/** All that a page depends on: its records, what was seen, and the minute, in which CloudWatch has other figures. */
function versionOf({ record, gates, sightings, at }: Looked): string {
  const ended = record.endedAt === undefined ? undefined : epochMsOf(record.endedAt);
  const until = ended === undefined ? at : Math.min(at, ended + settlesMs);
  return JSON.stringify([record, gates, sightings.at(-1), Math.floor(until / minuteMs)]);
}
