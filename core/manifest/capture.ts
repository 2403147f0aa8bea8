import * as z from 'zod';
import type { ScoreField } from '../judge/score-field.ts';
import { oneOf } from '../values/fields.ts';

/** How long captured answers stay, in days: the bucket has a rule for each of these (stack/storage.yml). */
export const retentions = { '1d': 1, '7d': 7, '30d': 30, '90d': 90 } as const;
export type RetentionDays = (typeof retentions)[keyof typeof retentions];
const retentionNames = Object.keys(retentions) as (keyof typeof retentions)[];

const sampleExpected = 'whole percent of the requests, from 1% to 100%';
/** SageMaker takes whole percent (API model, SamplingPercentage). */
const sample = z
  .string({ error: sampleExpected })
  .transform((text, context) => {
    const percent = Number(/^(\d{1,3})\s*%$/.exec(text.trim())?.[1]);
    if (percent >= 1 && percent <= 100) return percent;
    context.addIssue({ code: 'custom', message: sampleExpected });
    return z.NEVER;
  })
  .meta({ description: 'How many of the requests have their answers captured.', examples: ['20%', '100%'] });

const jsonExpected = 'a JSONata expression for the score in a JSON answer, such as predictions[0].score';
const json = z.strictObject({
  json: z
    .string({ error: jsonExpected })
    .min(1, { error: jsonExpected })
    .max(500, { error: 'an expression of at most 500 characters' })
    .meta({ description: 'JSONata for the score in a JSON answer.', examples: ['predictions[0].score'] }),
});
const csvExpected = 'the column of the score in a CSV answer, counted from 1';
const csv = z.strictObject({
  csv: z.int({ error: csvExpected }).min(1, { error: csvExpected }).max(1000, { error: csvExpected }),
});

/** What is kept of the endpoint's answers, so that the judge can compare their scores. */
export const capture = z
  .strictObject(
    {
      sample: sample.default(20),
      retention: z
        .enum(retentionNames, { error: retentionNames.join(', ') })
        .meta({ description: 'How long captured answers stay.' })
        .default('7d'),
      score: oneOf<ScoreField>(
        [
          ['json', json],
          ['csv', csv],
        ],
        'where the score is: { json: "predictions[0].score" } or { csv: 1 }',
      ),
    },
    { error: 'fields sample, retention and score' },
  )
  .transform(({ sample: samplePercent, retention, score }) => ({
    samplePercent,
    retentionDays: retentions[retention] as RetentionDays,
    score,
  }));
export type Capture = z.output<typeof capture>;
