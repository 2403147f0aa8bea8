import type { Recording } from '../recording/recording.ts';
import { truncate } from '../values/plain-text.ts';

/**
 * How texts and lists are cut; each step cuts more than the one before. Nobody reads a reason of a megabyte, and a report
 * must open anywhere.
 */
const cuts = [
  { characters: 2000, items: 500 },
  { characters: 400, items: 100 },
  { characters: 100, items: 30 },
] as const;

/**
 * The page, below so many bytes: of what would make it longer, the longest texts and lists are cut. The recording itself has
 * all of it.
 */
export function fittingPage(
  recording: Recording,
  page: (recording: Recording) => string,
  most: number,
): string {
  let made = page(recording);
  for (const { characters, items } of cuts) {
    if (new TextEncoder().encode(made).length <= most) break;
    made = page(shortened(recording, characters, items));
  }
  return made;
}

/** Series of figures have an end of their own: 480 periods. */
function shortened(recording: Recording, characters: number, items: number): Recording {
  const { facts, looks, happened, alarms } = recording;
  const cut = <T>(value: T): T => cutTo(value, characters, items) as T;
  return {
    ...recording,
    // Half an address is none.
    facts: { ...cut(facts), timeline: facts.timeline, links: facts.links },
    looks: looks.slice(-items).map(cut),
    happened: happened.slice(-items).map(cut),
    alarms: alarms.slice(0, items).map(({ name, states, values }) => ({
      ...{ name: cut(name), states: states.slice(-items), values },
    })),
  };
}

function cutTo(value: unknown, characters: number, items: number): unknown {
  if (typeof value === 'string') return truncate(value, characters);
  if (Array.isArray(value)) return value.slice(0, items).map((one) => cutTo(one, characters, items));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cutTo(one, characters, items)]));
}
