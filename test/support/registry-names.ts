import type { Stage } from '../../core/gates/gate.ts';
import { gateKinds } from '../../core/gates/kinds.ts';
import { strategies } from '../../core/strategies/strategies.ts';
import { orListed } from '../../core/values/listed.ts';

/** The lists of names that refusals end in. They come from the registries, so that a new entry breaks no test. */

/** `all-at-once, canary, … or rolling` */
export const strategyNames = orListed(strategies.map(({ name }) => name));

/** `approval, window, …`: the kinds of gate that can stand there. */
export const gateNamesAt = (stage: Stage): string =>
  gateKinds
    .filter(({ stages }) => stages.includes(stage))
    .map(({ kind }) => kind)
    .join(', ');
