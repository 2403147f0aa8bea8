import * as z from 'zod';
import type { GateKind } from '../../../core/gates/gate.ts';
import { shorthand } from '../../../core/gates/shorthand.ts';
import { deadlineOf, gateTime } from '../../../core/gates/timing.ts';

/** Alarms may ring, people may sleep: `pause: 15m` only waits. */
export interface Pause {
  readonly forSeconds: number;
}

const schema: z.ZodType<Pause> = shorthand(
  gateTime,
  z
    .strictObject({ for: gateTime }, { error: 'a duration such as 15m, or a field for' })
    .transform((written) => ({ forSeconds: written.for })),
  (forSeconds) => ({ forSeconds }),
);

export const pause: GateKind<Pause> = {
  kind: 'pause',
  stages: ['before', 'after'],
  schema: () => schema,

  step(config, seen) {
    const end = deadlineOf(seen, config.forSeconds);
    if (seen.now >= end) return { kind: 'passed', why: 'the pause is over' };
    return { kind: 'waiting', until: end, why: 'pauses' };
  },
};
