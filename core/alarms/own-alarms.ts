import type { AlarmRequest } from './alarm-request.ts';

/** The alarms that we make. One under our name that does not carry our tags is somebody else's, and left alone. */
export interface OwnAlarms {
  /** Repeating it changes nothing. An alarm of somebody else's under one of the names is thrown as ApiRefused. */
  put(requests: readonly AlarmRequest[]): Promise<void>;
  /** Deletes those of `names` that are there and ours, for this endpoint; answers with those it deleted. */
  remove(endpoint: string, names: readonly string[]): Promise<readonly string[]>;
}
