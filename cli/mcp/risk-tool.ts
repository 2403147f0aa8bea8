import * as z from 'zod';
import { problemSchema } from '../../core/values/problem.ts';
import { planInput, planned } from './planning.ts';
import type { Tool } from './tool.ts';

const middle = z.object({ median: z.number(), worst: z.number() });
const risk = z.object({
  rate: z.number().describe('The part of requests that such a model fails'),
  takenBack: z
    .number()
    .nullable()
    .describe('The chance that it is taken back by itself; null where what notices it is not known'),
  inTime: z.number().nullable().describe('The chance that it is taken back before it has all traffic'),
  minutes: z.number().optional(),
  latest: z.number().optional(),
  exposed: middle.nullable().describe('Requests that it gets'),
  harmed: middle.nullable().describe('Requests that fail and would not have'),
});

const smallest = z
  .object({ chance: z.number(), rate: z.number().nullable(), times: z.number().nullable() })
  .nullable()
  .describe(
    'The smallest part of failing requests that is noticed before it has all traffic, with that chance; a rate of null: none; null: not known',
  );

const percent = (what: string) => z.number().min(0).max(100).optional().describe(what);

const input = z.strictObject({
  ...planInput,
  requestsPerSecond: z
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe('With live by default those of the last two weeks'),
  errorsPercent: percent('How many fail when all is well'),
  sloPercent: percent('How many must not fail in a month; 99.9 by default'),
  budgetPercent: percent(
    'Asks for the fastest way to shift that uses at most this part of the month’s budget',
  ),
});
const output = z.object({
  endpoint: z.string(),
  problems: z.array(problemSchema),
  risk: z
    .object({
      traffic: z.object({
        requestsPerSecond: z.number(),
        healthyRate: z.number(),
        rejectedRate: z.number().optional(),
        from: z.string(),
      }),
      slo: z.number(),
      monthlyBudget: z.number(),
      rows: z.array(
        z.object({
          model: z.string(),
          noticed: z.enum(['yes', 'no', 'unknown']).describe('Whether anything could notice it'),
          ...risk.shape,
        }),
      ),
      smallest,
      others: z
        .array(
          z.object({
            strategy: z.string(),
            seconds: z.number(),
            peakInstances: z.number(),
            sound: risk,
            allFail: risk,
            tenTimes: risk,
            smallest,
          }),
        )
        .describe('The same under the usual strategies'),
      unsound: z
        .array(z.object({ field: z.string(), takenBack: z.number(), instead: z.enum(['5xx', '4xx']) }))
        .describe('Alarms that would take back many sound models'),
      within: z
        .object({
          requests: z.number(),
          tried: z.number(),
          rollout: z.record(z.string(), z.string()).nullable(),
          seconds: z.number().optional(),
          hurt: z.number().optional(),
        })
        .optional(),
      evidence: z
        .array(
          z.object({
            field: z.string(),
            compare: z.string(),
            model: z.string(),
            chance: z.number().nullable(),
            bakeSeconds: z.number().nullable(),
            shiftSeconds: z.number().nullable(),
            outlastsTimeout: z.boolean(),
          }),
        )
        .describe(
          'What each comparison finds of that model, and the shortest bake with which its chance is 80 %',
        ),
      leftOut: z.array(z.string()),
    })
    .nullable()
    .describe('Null if nothing can be planned: see problems'),
  lacks: z.array(z.string()),
});

/** `greenlight plan --risk` */
export const riskTool: Tool<typeof input, typeof output> = {
  name: 'risk',
  title: 'What a bad model would cost',
  description:
    'What sound and bad models would do to the requests under the manifest of that file, before there is one: how many requests a bad model gets and fails until it is taken back, and how often a sound one is taken back. Needs requestsPerSecond, or live.',
  input,
  output,
  async run(context, asked) {
    const { requestsPerSecond: rps, errorsPercent, sloPercent, budgetPercent } = asked;
    const { report, risk, lacks } = await planned(context, asked, {
      risk: true,
      ...(rps !== undefined && { rps }),
      ...(errorsPercent !== undefined && { errors: errorsPercent / 100 }),
      ...(sloPercent !== undefined && { slo: sloPercent / 100 }),
      ...(budgetPercent !== undefined && { budget: budgetPercent / 100 }),
    });
    return { endpoint: report.endpoint, problems: report.problems, risk: risk ?? null, lacks };
  },
};
