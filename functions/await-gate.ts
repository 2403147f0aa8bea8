import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { awaitGate } from '../app/gates/await-gate.ts';
import { endpointsOf, ledgerOf, waitsOf } from '../composition/ports.ts';
import { rolloutSchema } from '../core/release.ts';

const eventSchema = z.object({
  rollout: rolloutSchema,
  stage: z.enum(['before', 'after']),
  token: z.string(),
  /** Epoch ms: when the gates were checked. */
  lookedAt: z.number(),
});

/** A rollout waits at a gate. */
export function make(seam: Seam) {
  const ports = { ledger: ledgerOf(seam), waits: waitsOf(seam), endpoints: endpointsOf(seam) };

  return async (event: unknown) => awaitGate(ports, eventSchema.parse(event));
}

export const handler = onAws(make);
