import { InvalidArgumentError } from 'commander';
import { endpointNamePattern } from '../core/artifact-key.ts';

/** A port to listen on; 0 picks a free one. */
export function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('expected a port number from 0 (any free one) to 65535.');
}

export function speed(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 10_000) return value;
  throw new InvalidArgumentError('expected how many times as fast as real time, above 0 and at most 10000.');
}

/** A name that stage names can have: it is part of bucket and function names. */
export function stage(text: string): string {
  if (/^[a-z][a-z0-9-]{0,19}$/.test(text)) return text;
  throw new InvalidArgumentError('expected up to 20 lower-case letters, digits and hyphens.');
}

export function endpointUrl(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('expected a URL such as http://127.0.0.1:4566.');
}

/** Several of them: what comes after those of before. */
export const endpointNames = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  endpointName(text),
];

/** The number of entries to show. */
export function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1) return value;
  throw new InvalidArgumentError('expected a whole number, 1 or more.');
}

/** A name that SageMaker's endpoints can have. */
export function endpointName(text: string): string {
  if (endpointNamePattern.test(text)) return text;
  throw new InvalidArgumentError(
    'expected an endpoint’s name: letters, digits and inner hyphens, at most 63.',
  );
}

/** A number of requests a second. */
export function perSecond(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 100_000) return value;
  throw new InvalidArgumentError('expected requests a second, above 0 and at most 100000, such as 5 or 0.2.');
}

/** Dollars for an hour of one instance. */
export function dollars(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 10_000) return value;
  throw new InvalidArgumentError('expected dollars, above 0 and at most 10000, such as 0.23.');
}

/** A percentage as a part: `99.9%` is 0.999. */
export function percentage(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim()) ?? [];
  const value = Number(digits);
  if (digits !== undefined && value <= 100) return value / 100;
  throw new InvalidArgumentError('expected a percentage from 0% to 100%, such as 0.5%.');
}

/** How long something goes on; half a minute is 0.5. */
export function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 100_000) return value;
  throw new InvalidArgumentError('expected a number of minutes, above 0.');
}

/** A text written by people, no longer than the ledger allows. */
export function upTo(most: number): (text: string) => string {
  return (text) => {
    if (text.trim() !== '' && text.length <= most) return text;
    throw new InvalidArgumentError(`expected a text of 1 to ${most} characters.`);
  };
}

/** The name that somebody gives themselves, as the controller accepts it. */
export function nameUpTo(most: number): (text: string) => string {
  const inOne = upTo(most);
  return (text) => {
    if (/^\P{Cc}*$/u.test(text)) return inOne(text);
    throw new InvalidArgumentError('expected one line of text.');
  };
}
