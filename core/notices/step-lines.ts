import { plain } from '../values/plain-text.ts';
import { type NextStep, nextStepTexts } from '../verdict/next-step.ts';
import { longestNextStep } from './notice.ts';

/**
 * Next steps as lines of a chat message. Their words may contain names from outside; commands and pages are
 * ours.
 */
export const stepLines = (steps: readonly NextStep[]): string[] =>
  steps.flatMap((step) => nextStepTexts({ ...step, text: plain(step.text) }, longestNextStep));
