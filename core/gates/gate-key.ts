import { type Stage, stageSchema } from './gate.ts';

/** A gate of a rollout. */
export interface GatePlace {
  readonly rollout: string;
  readonly stage: Stage;
  readonly n: number;
}

/** Its key in the ledger, by which links and buttons mean it. */
export const gateKey = ({ rollout, stage, n }: GatePlace): string => `gate#${rollout}#${stage}#${n}`;

/** As notices and commands write it. */
export const gateName = ({ rollout, stage, n }: GatePlace): string => `${rollout}/${stage}/${n}`;

/** The gate that a key means; undefined where it is none. */
export function gateOfKey(key: string): GatePlace | undefined {
  const [, rollout, stage, n] = /^gate#([^#]+)#([^#]+)#(\d{1,6})$/.exec(key) ?? [];
  const at = stageSchema.safeParse(stage);
  return rollout === undefined || !at.success ? undefined : { rollout, stage: at.data, n: Number(n) };
}
