import type { GateItem } from '../gates/item.ts';

/** A gate that has been reached, and the rollout that has to pass it. */
export interface GateRecord {
  readonly rollout: string;
  readonly item: GateItem;
}
