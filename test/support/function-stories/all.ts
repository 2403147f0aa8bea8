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

/** Every function at work: each step that it may take has its story here. */
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

/** Some functions are met in several places. */
function together(...parts: readonly StoriesOf[]): StoriesOf {
  const all: Record<string, StoriesOf[string]> = {};
  for (const part of parts)
    for (const [name, stories] of Object.entries(part)) all[name] = { ...all[name], ...stories };
  return all;
}
