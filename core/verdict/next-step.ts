import * as z from 'zod';

/** What somebody can do about how a rollout ended, as it was possible when it was told. */
export const nextStepSchema = z.object({
  /** What it is for, in words without a full stop. */
  text: z.string(),
  /** To be typed as it stands. */
  command: z.string().optional(),
  /** A page to be opened. */
  url: z.string().optional(),
  /** The button that does the same. */
  action: z.literal('roll-back').optional(),
});
export type NextStep = z.infer<typeof nextStepSchema>;

/**
 * The step as one text, or where that would be longer than `longest` as two: half of a command is none.
 *
 * @param longest characters
 */
export function nextStepTexts(step: NextStep, longest: number): string[] {
  const whole = nextStepText(step);
  return whole.length <= longest ? [whole] : [step.text, ...[step.command ?? step.url ?? []].flat()];
}

/** `To go back to v1: npx greenlight rollback iris` */
export const nextStepText = ({ text, command, url }: NextStep): string =>
  [text, command ?? url].filter((part) => part !== undefined).join(': ');
