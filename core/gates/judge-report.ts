import * as z from 'zod';
import { valueText } from '../cloudwatch/value-text.ts';
import { type Finding, findingOf } from '../judge/finding.ts';
import { type Judgement, judge } from '../judge/judge.ts';
import type { Step } from './gate.ts';
import type { JudgeConfig } from './judge-config.ts';

const fleetSchema = z.object({ requests: z.number().nonnegative(), events: z.number().nonnegative() });

/** What both fleets did, minute by minute, by variant. */
const countsReportSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('counted'),
    variants: z.array(
      z.object({
        name: z.string(),
        minutes: z.array(z.object({ at: z.number(), green: fleetSchema, blue: fleetSchema })),
        /** From where on a request is slow, in milliseconds. */
        limitMs: z.number().positive().optional(),
      }),
    ),
    /** How many minutes the comparison is planned to last. */
    planned: z.number().positive(),
  }),
  /** There is nothing to compare with, or it cannot be read. */
  z.object({ kind: z.literal('not-counted'), why: z.string() }),
]);
export type CountsReport = z.infer<typeof countsReportSchema>;

type Judged = Step<never> & { kind: 'passed' | 'failed'; judged?: readonly Finding[] };

/**
 * Judges each variant, with its part of the chance of a false alarm. The first that is worse stops the rollout.
 * @param isLast nothing will be counted after this: what is not shown now is not shown at all
 */
export function judgeCounts(result: unknown, config: JudgeConfig, isLast: boolean): Judged {
  const parsed = countsReportSchema.safeParse(result);
  if (!parsed.success) return { kind: 'failed', why: 'the result is not a report of both fleets' };
  const report = parsed.data;
  if (report.kind === 'not-counted') return { kind: 'passed', why: `nothing was compared: ${report.why}` };
  const { variants, planned } = report;
  const falseAlarms = config.falseAlarms / Math.max(1, variants.length);
  const judged = variants.map(({ name, minutes, limitMs }) => {
    const { tolerance, floor, compare } = config;
    const judgement = judge(minutes, { tolerance, floor, falseAlarms, planned });
    const what =
      limitMs === undefined ? compare : `${compare} (over ${valueText(limitMs, 'Milliseconds', 3)})`;
    const of = variants.length === 1 ? what : `${what} of ${name}`;
    return { judgement, finding: findingOf(compare, name, of, judgement) };
  });
  const findings = judged.map(({ finding }) => finding);
  const wrong = judged.find(({ judgement }) => isWrong(judgement, config, isLast));
  if (wrong !== undefined) return { kind: 'failed', why: wrong.finding.text, judged: findings };
  return { kind: 'passed', why: findings.map(({ text }) => text).join('; '), judged: findings };
}

function isWrong({ verdict }: Judgement, { demand, otherwise }: JudgeConfig, isLast: boolean): boolean {
  switch (verdict) {
    case 'FAIL':
      return true;
    case 'PASS':
      return false;
    case 'MARGINAL':
      return isLast && demand === 'pass';
    case 'NO-DATA':
      return isLast && otherwise === 'fail';
    default:
      return verdict satisfies never;
  }
}
