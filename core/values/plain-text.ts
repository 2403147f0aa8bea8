/**
 * `text` cut to at most `max` characters (UTF-16 units, as chat services count), marked with an ellipsis, never in
 * the middle of a character pair.
 */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  const whole = /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return `${whole}…`;
}

/** Control characters, line breaks and those that turn the direction of text become a space. */
export const oneLine = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');

/**
 * Text from outside (keys, versions, AWS's reasons) made safe inside chat markdown: one line, no control
 * characters, and nothing that would format, link or mention. Chat makes a link of any bare web address.
 */
export const plain = (text: string): string =>
  oneLine(text)
    .replace(/(https?):\/\//gi, '$1:∕∕')
    .replace(/[`*~<>@[\]|]/g, (character) => replacements[character] ?? character);

/** Look-alikes without meaning in markdown. Underscores stay: names are full of them, and chat leaves them alone inside words. */
const replacements: Readonly<Record<string, string>> = {
  '`': "'",
  '*': '∗',
  '~': '∼',
  '<': '‹',
  '>': '›',
  '@': '＠',
  '[': '(',
  ']': ')',
  '|': '¦',
};
