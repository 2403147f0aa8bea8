import { truncate } from '../values/plain-text.ts';
import type { StateChange } from './state-change.ts';

/** An event as JSON text that fits the limits of its destinations. */
export interface Fitted {
  readonly text: string;
  /** What was cut, in words; undefined if nothing was. */
  readonly cut?: string;
}

/**
 * The largest event, in bytes, as a string inside other JSON. Together with a chat message it stays below the
 * 256 KiB that SNS allows for a message (API reference, "Publish") and EventBridge for an entry
 * ("PutEvents").
 */
const largestEvent = 128 * 1024;

/**
 * How texts and lists are cut; each step cuts more than the one before. The shortest cut still keeps every id
 * of ours whole.
 */
const cuts = [
  { characters: 4000, items: 200 },
  { characters: 500, items: 50 },
  { characters: 100, items: 5 },
] as const;

/** The whole event if it fits; otherwise with its long texts and lists cut, so that it is still valid. */
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
 * JSON without the two characters that queues refuse, U+FFFE and U+FFFF ("SendMessage": only what XML
 * allows), and without terminal control characters. JSON.stringify itself escapes all others.
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
