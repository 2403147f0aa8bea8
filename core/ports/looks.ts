import type { Sighting } from '../deployment/sighting.ts';

/** When in a rollout the endpoint was seen. The same sight before and after a shift is two. */
export type Moment = 'before' | 'shift' | 'after' | 'before-back' | 'back' | 'after-back';

/** How endpoints looked in their rollouts. For display alone: nothing is decided by it. */
export interface Looks {
  keepLook(
    of: { readonly endpoint: string; readonly name: string; readonly moment: Moment },
    sighting: Sighting,
  ): Promise<void>;
  /** Oldest first. */
  looks(endpoint: string, name: string): Promise<Sighting[]>;
}
