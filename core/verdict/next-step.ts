import * as z from 'zod';

/** What somebody can do about an ended rollout, as it was possible when the end was told. */
export const nextStepSchema = z.object({
  /** Its purpose, without a full stop. */
  text: z.string(),
  /** A command that can be typed unchanged. */
  command: z.string().optional(),
  /** A page to open. */
  url: z.string().optional(),
  /** The button that does the same. */
  action: z.literal('roll-back').optional(),
});
export type NextStep = z.infer<typeof nextStepSchema>;

/**
 * The step as one text, or as two if one would be longer than `longest`: half a command is useless.
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
