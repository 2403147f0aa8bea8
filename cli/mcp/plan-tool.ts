import * as z from 'zod';
import { planSchema } from '../../core/plan/plan.ts';
import { timelineSchema } from '../../core/plan/timeline/timeline.ts';
import { problemSchema } from '../../core/values/problem.ts';
import type { PlanSummary } from '../plan/plan-report.ts';
import { planInput, planned } from './planning.ts';
import type { Tool } from './tool.ts';

const summary = z.object({
  ...planSchema.pick({
    action: true,
    previousConfig: true,
    strategyFrom: true,
    alarms: true,
    variants: true,
    resize: true,
    warnings: true,
    keep: true,
  }).shape,
  /** SageMaker's DeploymentConfig, as UpdateEndpoint would get it. */
  deployment: z.looseObject({}),
  timeline: timelineSchema.omit({ timings: true }),
});
const kinds = z.array(z.string());

const input = z.strictObject(planInput);
const output = z.object({
  endpoint: z.string(),
  basis: z.enum(['manifest', 'live']),
  problems: z.array(problemSchema).describe('Every reason why a release would be refused'),
  update: summary.nullable().describe('A release that replaces what serves'),
  first: summary.nullable().describe('The first release, which makes the endpoint'),
  missingForFirst: z.array(problemSchema),
  gates: z.object({ before: kinds, during: kinds, after: kinds }),
  comparisons: z.array(z.looseObject({})),
  settings: z.array(
    z.object({
      field: z.string(),
      value: z.string(),
      file: z.string().nullable(),
      line: z.number().optional(),
    }),
  ),
  defaults: z.string().nullable(),
  lacks: z.array(z.string()).describe('What could not be read, and was planned without'),
});

/** `greenlight plan` */
export const planTool: Tool<typeof input, typeof output> = {
  name: 'plan',
  title: 'What a release would do',
  description:
    'What a release with the manifest of that file would do, without doing it: strategy, phases with traffic and instances, times, alarms, gates, and every problem for which it would be refused. Values of environment variables are hidden.',
  input,
  output,
  async run(context, asked) {
    const { report, lacks } = await planned(context, asked, { risk: false });
    const { update, first, comparisons } = report;
    return {
      ...report,
      update: summaryOf(update),
      first: summaryOf(first),
      comparisons: comparisons.map((comparison) => ({ ...comparison })),
      lacks,
    };
  },
};

const summaryOf = (plan: PlanSummary | null) => plan && { ...plan, deployment: { ...plan.deployment } };
