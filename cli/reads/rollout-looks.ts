import { isDeepStrictEqual } from 'node:util';
import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import { endpointReading } from '../../adapters/sagemaker/deployment.ts';
import type { Sighting } from '../../core/deployment/sighting.ts';
import type { EndpointWait } from '../../core/ports/waits.ts';
import type { NamedRollout } from '../../core/recording/facts-of.ts';
import type { Frame } from '../../core/recording/frame.ts';
import { frameAt } from '../../core/recording/frames-of.ts';
import { looksOf } from '../../core/recording/looks-of.ts';
import { recordingOf } from '../../core/recording/recording-of.ts';
import type { GateRecord } from '../../core/records/gate-record.ts';
import type { Proposal } from '../../core/records/proposal.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { instantAt } from '../../core/values/instant.ts';
import type { Records } from '../aws/records.ts';

/** A rollout as it was read last. */
export interface Looked {
  readonly record: RolloutRecord;
  readonly gates: readonly GateRecord[];
  readonly waits: readonly EndpointWait[];
  /** What was last proposed for the endpoint, open or not. */
  readonly proposals: readonly Proposal[];
  /** Undefined if there is no such endpoint. */
  readonly endpoint: DescribeEndpointOutput | undefined;
  /** AWS's time, epoch milliseconds. */
  readonly at: number;
  /** What this server has seen of the fleets so far, oldest first: only what differed from the one before. */
  readonly sightings: readonly Sighting[];
  /** What its page shows now, without its figures. */
  readonly frame: Frame;
}

export interface LookPorts {
  readonly records: Pick<Records, 'gates' | 'waits' | 'proposals' | 'endpoint'>;
  now(): Promise<number>;
  hostNow(): number;
}

/** Looks at rollouts, each kept until the next, for the first view and the pages of rollouts alike. */
export interface RolloutLooks {
  latest(rollout: string): Looked | undefined;
  /** This machine's milliseconds since it was looked at; infinite if it never was. */
  ageOf(rollout: string): number;
  /** It has changed since: the next one who asks looks again. */
  outdate(rollout: string): void;
  look(record: RolloutRecord, others?: readonly NamedRollout[]): Promise<Looked>;
}

/** So many changes of a deployment no rollout has; if one has, its oldest ones are of no use any more. */
const mostSightings = 2000;

export function rolloutLooks({ records, now, hostNow }: LookPorts): RolloutLooks {
  const seen = new Map<string, { readonly looked: Looked; readonly hostAt: number }>();
  return {
    latest: (rollout) => seen.get(rollout)?.looked,
    ageOf: (rollout) => hostNow() - (seen.get(rollout)?.hostAt ?? Number.NEGATIVE_INFINITY),
    outdate(rollout) {
      const known = seen.get(rollout);
      if (known !== undefined) seen.set(rollout, { ...known, hostAt: Number.NEGATIVE_INFINITY });
    },
    async look(record, others = []) {
      const [gates, waits, proposals, endpoint, at] = await Promise.all([
        records.gates(record.endpoint, record.name),
        records.waits(record.endpoint),
        records.proposals(record.endpoint),
        records.endpoint(record.endpoint),
        now(),
      ]);
      const before = seen.get(record.name)?.looked.sightings ?? [];
      const reading = endpoint && endpointReading(endpoint);
      const isNew =
        reading !== undefined && isOfIts(record) && !isDeepStrictEqual(before.at(-1)?.reading, reading);
      const sightings = isNew ? [...before, { at: instantAt(at), reading }].slice(-mostSightings) : before;
      const looked = { record, gates, waits, proposals, endpoint, at, sightings };
      const withFrame = { ...looked, frame: frameOf(looked, others) };
      seen.set(record.name, { looked: withFrame, hostAt: hostNow() });
      return withFrame;
    },
  };
}

/** Without its figures, which take calls of their own. */
function frameOf(
  { record, gates, waits, at, sightings }: Omit<Looked, 'frame'>,
  records: readonly NamedRollout[],
): Frame {
  const looks = looksOf(sightings, record, waits);
  const traffic = { kind: 'unknown', why: '' } as const;
  const now = instantAt(at);
  return frameAt(
    recordingOf({ record, records, gates, waits, looks, traffic, alarms: [] }, now, 'live'),
    now,
  );
}

/** Before its shift and after its end, the fleets are those of other rollouts. */
const isOfIts = ({ phases, outcome }: RolloutRecord): boolean =>
  phases.shifting !== undefined && outcome === undefined;
