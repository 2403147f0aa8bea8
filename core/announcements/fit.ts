import { truncate } from '../values/plain-text.ts';
import type { StateChange } from './state-change.ts';

/** An event as JSON text that fits where it is sent. */
export interface Fitted {
  readonly text: string;
  /** What is missing, in words; absent where nothing is. */
  readonly cut?: string;
}

/**
 * The most that an event may take, in bytes, as a string inside of other JSON: with a chat message around it, it is
 * below the 256 KiB that SNS takes of a message (API reference, "Publish") and EventBridge of an entry ("PutEvents").
 */
const largestEvent = 128 * 1024;

/** How texts and lists are cut, each harder than the one before. No id of ours is longer than the shortest. */
const cuts = [
  { characters: 4000, items: 200 },
  { characters: 500, items: 50 },
  { characters: 100, items: 5 },
] as const;

/** The event whole where that fits; else with its long texts and lists cut, so that it still is such an event. */
export function fitted(change: StateChange): Fitted {
  const whole = jsonOf(change);
  if (fits(whole)) return { text: whole };
  let fit: Fitted = { text: whole };
  for (const { characters, items } of cuts) {
    const cut = `texts are cut after ${characters} characters and lists after ${items} items`;
    fit = { text: jsonOf(shortened(change, characters, items)), cut };
    if (fits(fit.text)) break;
  }
  return fit;
}

const fits = (text: string): boolean => new TextEncoder().encode(JSON.stringify(text)).length <= largestEvent;

/**
 * JSON without the two characters that queues refuse, U+FFFE and U+FFFF ("SendMessage": only what XML allows), and
 * without those that only a terminal reads; JSON.stringify itself escapes all others.
 */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function shortened(value: unknown, characters: number, items: number): unknown {
  if (typeof value === 'string') return truncate(value, characters);
  if (Array.isArray(value)) return value.slice(0, items).map((one) => shortened(one, characters, items));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, shortened(one, characters, items)]),
  );
}
