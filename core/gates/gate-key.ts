import { type Stage, stageSchema } from './gate.ts';

/** A gate of a rollout. */
export interface GatePlace {
  readonly rollout: string;
  readonly stage: Stage;
  readonly n: number;
}

/** Its key in the ledger. Links, buttons and notices refer to the gate by it. */
export const gateKey = ({ rollout, stage, n }: GatePlace): string => `gate#${rollout}#${stage}#${n}`;

/** The form in notices and commands. */
export const gateName = ({ rollout, stage, n }: GatePlace): string => `${rollout}/${stage}/${n}`;

/** The gate of a key; undefined if it is not a gate's key. */
export const gateOfKey = (key: string): GatePlace | undefined =>
  placeFrom(/^gate#([^#]+)#(before|during|after)#(\d{1,6})$/.exec(key));

/** The gate of a name; undefined if it is not a gate's name. */
export const gateOfName = (name: string): GatePlace | undefined =>
  placeFrom(/^(.+)\/(before|during|after)\/(\d{1,6})$/.exec(name));

function placeFrom(match: RegExpExecArray | null): GatePlace | undefined {
  const [, rollout, stage, n] = match ?? [];
  return rollout === undefined ? undefined : { rollout, stage: stageSchema.parse(stage), n: Number(n) };
}
