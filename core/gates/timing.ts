import { duration } from '../values/fields.ts';
import type { GateSnapshot } from './gate.ts';

/**
 * A month: far less than the year after which Step Functions ends an execution (Quotas, Standard workflows).
 */
const longest = 30 * 24 * 3600;

/** How long a gate may wait. */
export const gateTime = duration(60, longest);

/** The instant when the gate's time is up: opened at 10:00:00 with 300 s, 10:05:00. */
export const deadlineOf = ({ openedAt }: Pick<GateSnapshot, 'openedAt'>, seconds: number): number =>
  openedAt + seconds * 1000;
