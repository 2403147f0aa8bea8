import { MathError } from './syntax.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  /** An id, a function or a keyword: they are told apart by their first letter. */
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'symbol'; readonly symbol: string };

const patterns: readonly (readonly [RegExp, (text: string) => Token | undefined])[] = [
  [/\s+/y, () => undefined],
  [/(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/y, (text) => ({ kind: 'number', value: Number(text) })],
  [/"[^"]*"|'[^']*'/y, (text) => ({ kind: 'text', text: text.slice(1, -1) })],
  [/(AND|OR)\b/y, (text) => ({ kind: 'symbol', symbol: text === 'AND' ? '&&' : '||' })],
  [/[A-Za-z][A-Za-z0-9_]*/y, (word) => ({ kind: 'word', word })],
  [/&&|\|\||==|!=|<=|>=|[-+*/^<>()[\],]/y, (symbol) => ({ kind: 'symbol', symbol })],
];

/** @throws MathError at a character that begins no token */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const [text, token] = tokenAt(source, at);
    if (token !== undefined) tokens.push(token);
    at += text.length;
  }
  return tokens;
}

function tokenAt(source: string, at: number): readonly [string, Token | undefined] {
  for (const [pattern, make] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return [text, make(text)];
  }
  throw new MathError(`Unexpected character '${source[at]}' at position ${at + 1}`);
}
