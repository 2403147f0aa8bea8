/**
 * Cuts `text` to at most `max` characters (UTF-16 units, as chat services count) and adds an ellipsis. Never
 * splits a surrogate pair.
 */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  const whole = /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return `${whole}…`;
}

/** Replaces control characters, line breaks and characters that change the text direction by a space. */
export const oneLine = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');

/**
 * Escapes text from outside (keys, versions, AWS's reasons) for chat markdown: one line, no control
 * characters, and nothing that would format, link or mention. A chat turns any plain web address into a link.
 */
export const plain = (text: string): string =>
  oneLine(text)
    .replace(/(https?):\/\//gi, '$1:∕∕')
    .replace(/[`*~<>@[\]|]/g, (character) => replacements[character] ?? character);

/**
 * Look-alikes without a meaning in markdown. Underscores stay: names are full of them, and chat ignores them
 * inside words.
 */
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
