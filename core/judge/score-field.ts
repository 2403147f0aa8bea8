import * as z from 'zod';

/** Where an answer has its score: by JSONata in a JSON body, or in a column of CSV, counted from 1. */
export const scoreFieldSchema = z.union([
  z.object({ json: z.string() }),
  z.object({ csv: z.number().int().positive() }),
]);
export type ScoreField = z.infer<typeof scoreFieldSchema>;
