import { beforeTheShift } from './before-the-shift.ts';
import type { StoriesOf } from './story.ts';
import { theEnd } from './the-end.ts';
import { theShift } from './the-shift.ts';

/** Every function at work: each step that it may take has its story here. */
export const functionStories: StoriesOf = { ...beforeTheShift, ...theShift, ...theEnd };
