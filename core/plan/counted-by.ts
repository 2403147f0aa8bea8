import type { AlarmFinding } from '../alarms/alarm-finding.ts';
import { type WatchedErrors, watchedManaged, watchedNamed } from '../risk/watched-errors.ts';
import type { WatchedAlarm } from './watched-alarms.ts';

/** The endpoint that the alarms watch, and those of them that exist, as CloudWatch has them. */
export interface WatchedEndpoint {
  readonly endpoint: string;
  readonly variants: number;
  readonly found: readonly AlarmFinding[];
}

/**
 * The errors that a watched alarm counts and the limit on them, from the manifest or from what CloudWatch has; undefined if
 * its chances are not known. What compares both fleets has no limit, and so none either.
 */
export function countedBy(
  { name, managed, compared }: Pick<WatchedAlarm, 'name' | 'managed' | 'compared'>,
  { endpoint, variants, found }: WatchedEndpoint,
): WatchedErrors | undefined {
  if (managed !== undefined) return watchedManaged(managed, variants);
  const finding = compared === undefined ? found.find((one) => one.name === name) : undefined;
  return finding && watchedNamed(finding, endpoint);
}
