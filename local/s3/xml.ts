import { utf8 } from '../transport/wire.ts';

/** An element's content: text, or elements in order. `undefined` leaves the element out. */
type XmlContent = string | number | boolean | undefined | readonly XmlElement[];
export type XmlElement = readonly [name: string, content: XmlContent];

/** An instant as S3's documents write it, in whole seconds: 2026-01-05T00:00:01.000Z. */
export const iso = (instant: number): string => new Date(Math.floor(instant / 1000) * 1000).toISOString();

const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** S3's answer documents: `<root xmlns="…">…</root>` with the XML declaration. */
export const xmlDocument = (root: string, content: readonly XmlElement[], namespace = true): Uint8Array =>
  utf8(
    `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace ? ` xmlns="${xmlns}"` : ''}>${render(content)}</${root}>`,
  );

const render = (content: XmlContent): string => {
  if (typeof content === 'object') {
    return content
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => `<${name}>${render(inner)}</${name}>`)
      .join('');
  }
  return escapeText(String(content ?? ''));
};

/** Keys may hold any character: control characters too are written as references, or a parser would change them. */
const escapeText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be escaped
  text.replace(/[<>&"'\u0000-\u001f]/g, (character) => `&#${character.charCodeAt(0)};`);
