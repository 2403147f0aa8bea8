/** One character of a wildcard pattern: itself, or a star for any characters. */
type Token = { readonly kind: 'star' } | { readonly kind: 'literal'; readonly character: string };

export interface Wildcard {
  /** The texts between the stars, in order: `models/*.gz` is `models/` and `.gz`. */
  readonly parts: readonly string[];
}

/** What is wrong with a wildcard, in AWS's words. */
export class WildcardError extends Error {}

/**
 * Reads a wildcard: `\*` is a star and `\\` a backslash; any other star stands for any characters.
 *
 * @throws WildcardError with the position as AWS tells it: in bytes, the pattern's opening quote being 0
 */
export function wildcardOf(text: string): Wildcard {
  const parts = [''];
  const placeOf = (at: number): number => 1 + Buffer.byteLength(text.slice(0, at));
  for (let at = 0; at < text.length; at += 1) {
    let character = text.charAt(at);
    if (character === '*') {
      if (text.charAt(at + 1) === '*')
        throw new WildcardError(`Consecutive wildcard characters at pos ${placeOf(at)}`);
      parts.push('');
      continue;
    }
    if (character === '\\') {
      at += 1;
      character = text.charAt(at);
      if (character !== '*' && character !== '\\')
        throw new WildcardError(`Invalid escape character at pos ${placeOf(at - 1)}`);
    }
    parts.push(`${parts.pop()}${character}`);
  }
  return { parts };
}

/** Whether `value` is made of the parts in order, with anything between them. */
export function wildcardMatches({ parts }: Wildcard, value: string): boolean {
  const [first = '', ...between] = parts;
  const last = between.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of between) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

/**
 * Whether the wildcards of one field are too complex together: whether some text could be amid more than `most`
 * beginnings of them at once, which is how AWS's event-ruler measures it ("the maximum possible number of wildcard rule
 * prefixes that could match a theoretical input value").
 */
export function tooComplex(wildcards: readonly Wildcard[], most: number): boolean {
  const rows = wildcards.map(tokensOf);
  const alphabet = new Set(rows.flat().flatMap((token) => (token.kind === 'star' ? [] : token.character)));
  // Where a text may be: in row r, with c tokens behind it, is r * width + c.
  const width = Math.max(0, ...rows.map((row) => row.length)) + 1;
  const tokenAfter = (place: number) => rows[Math.floor(place / width)]?.[place % width];
  const tokenBefore = (place: number) => rows[Math.floor(place / width)]?.[(place % width) - 1];
  /** A star may stand for nothing, so who is before it is also behind it. */
  const withStars = (places: Set<number>): Set<number> => {
    for (const place of places) if (tokenAfter(place)?.kind === 'star') places.add(place + 1);
    return places;
  };
  const read = (places: ReadonlySet<number>, character: string | undefined): Set<number> => {
    const next = new Set<number>();
    for (const place of places) {
      const token = tokenAfter(place);
      if (token?.kind === 'literal' && token.character === character) next.add(place + 1);
      if (tokenBefore(place)?.kind === 'star') next.add(place);
    }
    return withStars(next);
  };
  const begin = withStars(new Set(rows.map((_, row) => row * width)));
  const waiting = [begin];
  const seen = new Set<string>();
  for (let places = waiting.pop(); places !== undefined; places = waiting.pop()) {
    // Any character that no pattern names leaves the stars alone.
    for (const character of [...alphabet, undefined]) {
      const next = read(places, character);
      if (next.size > most) return true;
      const key = [...next].sort((a, b) => a - b).join();
      if (next.size === 0 || seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return false;
}

/** With the quotes around it, as event-ruler reads texts. */
function tokensOf({ parts }: Wildcard): readonly Token[] {
  const literals = (text: string): Token[] => [...text].map((character) => ({ kind: 'literal', character }));
  return [
    ...literals('"'),
    ...parts.flatMap((part, index) => [...(index > 0 ? [{ kind: 'star' } as const] : []), ...literals(part)]),
    ...literals('"'),
  ];
}
