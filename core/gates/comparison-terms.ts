import * as z from 'zod';
import { orListed } from '../values/listed.ts';

/** What is counted of both fleets' requests, and the metric that counts it: 0 or 1 for each request. */
export const comparedMetrics = {
  '5xx': 'Invocation5XXErrors',
  '4xx': 'Invocation4XXErrors',
  InvocationModelErrors: 'InvocationModelErrors',
} as const;
type Counted = keyof typeof comparedMetrics;
/** `slow`: how many requests take longer than a limit. `score`: how the answers' scores are distributed. */
export type Compared = Counted | 'slow' | 'score';
const compared: readonly Compared[] = [...(Object.keys(comparedMetrics) as Counted[]), 'slow', 'score'];

/** The limit of `slow`: fixed, or a percentile of what the old fleet took in the hour before the shift. */
export type SlowerThan = { readonly milliseconds: number } | { readonly percentile: number };

/** How both fleets are compared: how often their requests are events. */
export interface ComparisonTerms {
  readonly compare: Compared;
  /** With `slow` alone. */
  readonly slower?: SlowerThan;
  /** How many times as often as blue's green's requests may be events. */
  readonly tolerance: number;
  /** The chance, from 0 to 1, of stopping a rollout by accident. */
  readonly falseAlarms: number;
  /** Green is all right up to this rate, from 0 to 1, whatever blue's is. */
  readonly floor: number;
}

const timesExpected = 'how many times as often, such as 2x, from 1x to 100x';
const times = z
  .string({ error: timesExpected })
  .transform((text, context) => {
    const [, digits] = /^(\d+(?:\.\d+)?)\s*[x×]$/.exec(text.trim()) ?? [];
    const value = Number(digits);
    if (digits !== undefined && value >= 1 && value <= 100) return value;
    context.addIssue({ code: 'custom', message: timesExpected });
    return z.NEVER;
  })
  .meta({
    description: 'How many times as often as the old fleet’s the new one’s requests may be so.',
    examples: ['2x', '1.5x'],
  });

/** A percentage above 0, as a part: 1 % is 0.01. */
const percentage = (most: number, expected: string, description: string, example: string) =>
  z
    .string({ error: expected })
    .transform((text, context) => {
      const [, digits] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim()) ?? [];
      const value = Number(digits);
      if (digits !== undefined && value > 0 && value <= most) return value / 100;
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    })
    .meta({ description, examples: [example] });

const compare = z
  .enum(compared, { error: orListed(compared) })
  .meta({ description: 'Which answers are counted; or their scores, which are captured.' });

const statistic = {
  tolerance: times.optional(),
  falseAlarms: percentage(
    50,
    'a chance such as 1%, above 0% and at most 50%',
    'The chance of stopping a rollout of a model that is no worse than tolerated.',
    '1%',
  ).default(0.01),
  floor: percentage(
    50,
    'a rate such as 0.1%, above 0% and at most 50%',
    'The new fleet is all right up to this rate, whatever the old one’s is.',
    '0.1%',
  ).optional(),
};

/**
 * What holds where nothing is said. A model that was trained anew has other scores: with 1.5 times a shift of bell-shaped
 * scores may come to a PSI of 0.05, and one of 0.25, by custom a large one, is found. A rate of 1 % can be shown to be
 * kept by some six hundred answers.
 */
const usualTerms = { counts: { tolerance: 2, floor: 0.001 }, scores: { tolerance: 1.5, floor: 0.01 } };

const slowerExpected = 'p95 of what the old fleet took before the shift, or a limit such as 800ms';
const slower = z
  .string({ error: slowerExpected })
  .transform((text, context): SlowerThan => {
    const percentile = Number(/^p(\d{1,2}(?:\.\d{1,2})?)$/.exec(text.trim())?.[1]);
    if (percentile > 0) return { percentile };
    const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s)$/.exec(text.trim()) ?? [];
    const milliseconds = Number(digits) * (unit === 's' ? 1000 : 1);
    if (milliseconds > 0) return { milliseconds };
    context.addIssue({ code: 'custom', message: slowerExpected });
    return z.NEVER;
  })
  .meta({ description: 'With compare: slow, from where on a request is slow.', examples: ['p95', '800ms'] })
  .optional();

/** The limit of what is slow, where nothing is said: what one in twenty of the old fleet's requests exceeds. */
const usualLimit: SlowerThan = { percentile: 95 };

interface WrittenTerms {
  readonly compare: Compared;
  readonly slower?: SlowerThan | undefined;
  readonly tolerance?: number | undefined;
  readonly floor?: number | undefined;
}
type Completed<T> = Omit<T, 'slower'> & {
  readonly tolerance: number;
  readonly floor: number;
  readonly slower?: SlowerThan;
};

/** The terms with what is usual for what is compared; undefined if `slower` is written where nothing is slow. */
export function completed<T extends WrittenTerms>(written: T): Completed<T> | undefined {
  const { slower: limit, ...rest } = written;
  const usual = written.compare === 'score' ? usualTerms.scores : usualTerms.counts;
  const terms = {
    ...rest,
    tolerance: written.tolerance ?? usual.tolerance,
    floor: written.floor ?? usual.floor,
  };
  if (written.compare === 'slow') return { ...terms, slower: limit ?? usualLimit };
  return limit === undefined ? terms : undefined;
}
export const limitExpected = 'no such field without compare: slow';

/** The fields of a comparison in a manifest. */
export const comparisonFields = { compare, slower, ...statistic };
