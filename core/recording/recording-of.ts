import type { EndpointWait } from '../ports/waits.ts';
import type { GateRecord } from '../records/gate-record.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { Instant } from '../values/instant.ts';
import { factsOf, type NamedRollout } from './facts-of.ts';
import { happenedIn } from './happened.ts';
import type { AlarmStates, FleetTraffic, Look, Recording } from './recording.ts';

/** What a recording is made of. */
export interface Known {
  readonly record: RolloutRecord;
  /** The endpoint's, oldest first. */
  readonly records: readonly NamedRollout[];
  readonly gates: readonly GateRecord[];
  readonly waits: readonly EndpointWait[];
  /** In any order. */
  readonly looks: readonly Look[];
  readonly traffic: FleetTraffic;
  readonly alarms: readonly AlarmStates[];
}

/** The recording of a rollout as of an instant. */
export function recordingOf(known: Known, asOf: Instant, source: Recording['source']): Recording {
  const { record, records, gates, waits, looks, traffic, alarms } = known;
  const facts = factsOf(record, gates, records, waits);
  return {
    format: 1,
    asOf,
    source,
    facts,
    looks: looks.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    traffic,
    alarms: [...alarms],
    happened: happenedIn(facts),
  };
}
