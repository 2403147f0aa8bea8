import { epochMsOf, type Instant, instantAt, utcMinute } from '../values/instant.ts';
import { oneLine, truncate } from '../values/plain-text.ts';

/**
 * Escapes text from outside for Slack's markup. It becomes one line; `&`, `<` and `>` become the entities
 * that Slack asks for (docs.slack.dev, "Formatting message text": nothing else is to be escaped), so that it
 * can neither mention nor link. Formatting characters are replaced by look-alikes, because Slack has no
 * escape for them.
 */
export const escaped = (text: string): string =>
  oneLine(text)
    .toWellFormed()
    .replace(/[&<>*~`]/g, (character) => safe[character] ?? character);

const safe: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '*': '∗',
  '~': '∼',
  '`': "'",
};

/** The same, at most `max` characters long after escaping; never cut within an entity. */
export function foreign(text: string, max: number): string {
  const whole = escaped(text);
  return whole.length <= max ? whole : `${truncate(whole, max).replace(/(&[a-z]*)?…$/, '')}…`;
}

/** Text from outside, where Slack reads no markup. */
export const unformatted = (text: string, max: number): string => truncate(oneLine(text).toWellFormed(), max);

/**
 * As many whole lines as fit into `max` characters, then how many are left out. A line is never cut: it may
 * contain markup, and half a link or date would show as plain text.
 */
export function fitLines(lines: readonly string[], max: number): string {
  const all = lines.join('\n');
  if (all.length <= max) return all;
  const more = (count: number) => `… and ${count} more`;
  // Leaves room for the last line with the largest possible number.
  const room = max - more(lines.length).length;
  let fits = 0;
  for (let length = 0; fits < lines.length; fits++) {
    length += (lines[fits] as string).length + 1;
    if (length > room) break;
  }
  return [...lines.slice(0, fits), more(lines.length - fits)].join('\n');
}

/**
 * An instant in the reader's own time zone; clients that cannot show it use the fallback. For Slack's tokens
 * see docs.slack.dev, "Formatting message text", "Date formatting".
 */
export function dateAt(instant: Instant): string {
  const at = epochMsOf(instant);
  const utc = instantAt(at);
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time_secs}|${utc.slice(0, 10)} ${utc.slice(11, 19)} UTC>`;
}

/** An instant in text where Slack does not format dates: `2026-01-05 10:00 UTC`. */
export const plainDate = (instant: Instant): string => utcMinute(epochMsOf(instant));

/** A link, or only its label if the URL is not a web address. */
export function link(url: string, label: string): string {
  const shown = foreign(label, 75).replaceAll('|', '¦');
  if (!/^https?:\/\/[^\s<>|]+$/.test(url) || url.length > 250) return shown;
  return `<${url.replaceAll('&', '&amp;')}|${shown}>`;
}
