import { aManifest } from './a-manifest.ts';
import { beforeTheShift } from './before-the-shift.ts';
import { byAddress } from './by-address.ts';
import { deciding } from './deciding.ts';
import { inTheShift } from './in-the-shift.ts';
import type { StoriesOf } from './story.ts';
import { theEnd } from './the-end.ts';
import { theGates } from './the-gates.ts';
import { theShift } from './the-shift.ts';
import { theTelling } from './the-telling.ts';

/** The stories of all functions. Each step that a function can take has a story here. */
export const functionStories: StoriesOf = together(
  beforeTheShift,
  theGates,
  byAddress,
  theShift,
  inTheShift,
  theEnd,
  theTelling,
  deciding,
  aManifest,
);

/** Merges the parts. Some functions have stories in several parts. */
function together(...parts: readonly StoriesOf[]): StoriesOf {
  const all: Record<string, StoriesOf[string]> = {};
  for (const part of parts)
    for (const [name, stories] of Object.entries(part)) all[name] = { ...all[name], ...stories };
  return all;
}
