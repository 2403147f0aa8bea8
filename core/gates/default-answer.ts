import * as z from 'zod';

const configSchema = z.object({
  otherwise: z.string().optional(),
  hold: z.object({ otherwise: z.string().optional() }).optional(),
});

/**
 * What applies if nobody answers a gate's question in time, as its manifest has it: the gate's own `otherwise`, or that of
 * the question which it asks only once something has been found. Undefined if its kind has none.
 */
export function defaultAnswer(config: unknown): string | undefined {
  const { otherwise, hold } = configSchema.safeParse(config).data ?? {};
  return hold === undefined ? otherwise : hold.otherwise;
}
