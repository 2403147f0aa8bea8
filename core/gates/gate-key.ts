import { type Stage, stageSchema } from './gate.ts';

/** A gate of a rollout. */
export interface GatePlace {
  readonly rollout: string;
  readonly stage: Stage;
  readonly n: number;
}

/** Its key in the ledger, by which links, buttons and notices mean it. */
export const gateKey = ({ rollout, stage, n }: GatePlace): string => `gate#${rollout}#${stage}#${n}`;

/** As notices and commands write it. */
export const gateName = ({ rollout, stage, n }: GatePlace): string => `${rollout}/${stage}/${n}`;

/** The gate that a key means; undefined where it is none. */
export const gateOfKey = (key: string): GatePlace | undefined =>
  placeFrom(/^gate#([^#]+)#(before|during|after)#(\d{1,6})$/.exec(key));

/** The gate that a name means; undefined where it is none. */
export const gateOfName = (name: string): GatePlace | undefined =>
  placeFrom(/^(.+)\/(before|during|after)\/(\d{1,6})$/.exec(name));

function placeFrom(match: RegExpExecArray | null): GatePlace | undefined {
  const [, rollout, stage, n] = match ?? [];
  return rollout === undefined ? undefined : { rollout, stage: stageSchema.parse(stage), n: Number(n) };
}
