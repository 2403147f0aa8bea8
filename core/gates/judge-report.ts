import * as z from 'zod';
import { valueText } from '../cloudwatch/value-text.ts';
import { type Finding, findingOf, scoreFindingOf, unseenFinding } from '../judge/finding.ts';
import { judge } from '../judge/judge.ts';
import { judgeScores } from '../judge/judge-scores.ts';
import { binCount } from '../judge/score-bins.ts';
import type { ComparisonTerms } from './comparison-terms.ts';
import type { JudgeConfig } from './judge-config.ts';

const fleetSchema = z.object({ requests: z.number().nonnegative(), events: z.number().nonnegative() });
const binsSchema = z.array(z.number().nonnegative());

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
  /** The same of scores: how many answers fell into each bin (core/judge/score-bins.ts). */
  z.object({
    kind: z.literal('scored'),
    variants: z.array(
      z.union([
        z.object({
          name: z.string(),
          limits: z.array(z.object({ below: z.number() })),
          minutes: z.array(z.object({ at: z.number(), green: binsSchema, blue: binsSchema })),
        }),
        /** Nothing can be compared. */
        z.object({ name: z.string(), unseen: z.string() }),
      ]),
    ),
    planned: z.number().positive(),
  }),
  /** There is nothing to compare with, or it cannot be read. */
  z.object({ kind: z.literal('not-counted'), why: z.string() }),
]);
export type CountsReport = z.infer<typeof countsReportSchema>;
export type ScoredVariant = Extract<CountsReport, { kind: 'scored' }>['variants'][number];

/** `undecided`: people are to be asked. */
interface Judged {
  readonly kind: 'passed' | 'failed' | 'undecided';
  readonly why: string;
  /** Absent if nothing was compared. */
  readonly judged?: readonly Finding[];
}

/**
 * Judges each variant, with its part of the chance of a false alarm. The first that is worse stops the rollout.
 * @param isLast nothing will be counted after this: what is not shown now is not shown at all
 */
export function judgeCounts(result: unknown, config: JudgeConfig, isLast: boolean): Judged {
  const parsed = countsReportSchema.safeParse(result);
  if (!parsed.success) return { kind: 'failed', why: 'the result is not a report of both fleets' };
  const report = parsed.data;
  if (report.kind === 'not-counted') return { kind: 'passed', why: `nothing was compared: ${report.why}` };
  const judged = findingsOf(report, config);
  for (const kind of ['failed', 'undecided'] as const) {
    const found = judged.find((finding) => comesTo(finding, config, isLast) === kind);
    if (found !== undefined) return { kind, why: found.text, judged };
  }
  return { kind: 'passed', why: judged.map(({ text }) => text).join('; '), judged };
}

/** What is shown of each variant by now, whatever follows from it; none if nothing can be compared. */
export function findingsSoFar(result: unknown, terms: ComparisonTerms): readonly Finding[] {
  const { success, data } = countsReportSchema.safeParse(result);
  return success && data.kind !== 'not-counted' ? findingsOf(data, terms) : [];
}

function findingsOf(
  report: Exclude<CountsReport, { kind: 'not-counted' }>,
  { compare, tolerance, floor, falseAlarms }: ComparisonTerms,
): Finding[] {
  const { planned } = report;
  const { length } = report.variants;
  const settings = { tolerance, floor, falseAlarms: falseAlarms / Math.max(1, length), planned };
  const of = (what: string, name: string) => (length === 1 ? what : `${what} of ${name}`);
  if (report.kind === 'scored')
    return report.variants.map((variant) =>
      'unseen' in variant
        ? unseenFinding(compare, variant.name, of(compare, variant.name), variant.unseen, settings)
        : scoreFindingOf(
            variant.name,
            of(compare, variant.name),
            judgeScores(whole(variant), variant.limits, settings),
          ),
    );
  return report.variants.map(({ name, minutes, limitMs }) => {
    const what =
      limitMs === undefined ? compare : `${compare} (over ${valueText(limitMs, 'Milliseconds', 3)})`;
    return findingOf(compare, name, of(what, name), judge(minutes, settings));
  });
}

/** Minutes with as many bins as there are. */
const whole = ({ limits, minutes }: Exclude<ScoredVariant, { unseen: string }>) =>
  minutes.filter(({ green, blue }) =>
    [green, blue].every(({ length }) => length === binCount(limits.length)),
  );

/** What a verdict means for the rollout, by the manifest. */
function comesTo(
  { verdict }: Pick<Finding, 'verdict'>,
  { demand, otherwise, hold }: JudgeConfig,
  isLast: boolean,
): Judged['kind'] {
  if (verdict === 'FAIL') return 'failed';
  if (verdict === 'PASS' || !isLast) return 'passed';
  if (verdict === 'MARGINAL') {
    if (demand !== 'pass') return 'passed';
    return hold === undefined ? 'failed' : 'undecided';
  }
  return ({ pass: 'passed', hold: 'undecided', fail: 'failed' } as const)[otherwise];
}
