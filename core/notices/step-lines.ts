import { plain } from '../values/plain-text.ts';
import { type NextStep, nextStepTexts } from '../verdict/next-step.ts';
import { longestNextStep } from './notice.ts';

/** What somebody can do, as a chat message lists it. Names in its words are from outside; commands and pages are ours. */
export const stepLines = (steps: readonly NextStep[]): string[] =>
  steps.flatMap((step) => nextStepTexts({ ...step, text: plain(step.text) }, longestNextStep));
