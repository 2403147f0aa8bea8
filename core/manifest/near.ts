/**
 * The candidate that was most likely meant by a misspelt word; undefined if none is close. Case and
 * separators do not count (`final_bake` is finalBake). Otherwise one letter may be wrong in a short word, and
 * two in a word of five or more letters.
 *
 * `stratgy` is one letter from `strategy`; `canary` is close to none of a manifest's fields.
 */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  let best: { readonly word: string; readonly edits: number } | undefined;
  // A longer word is not a typing error, and the cost of comparing is the product of both lengths.
  if (written.length > 40) return undefined;
  for (const word of candidates) {
    const edits = editsBetween(plain(written), plain(word));
    const most = word.length < 5 ? 1 : 2;
    if (edits <= most && edits < word.length - 1 && edits < (best?.edits ?? Number.POSITIVE_INFINITY))
      best = { word, edits };
  }
  return best?.word;
}

const plain = (word: string): string => word.toLowerCase().replace(/[\s_-]/g, '');

/**
 * The number of letters to insert, remove, replace or swap with a neighbour (optimal string alignment
 * distance).
 */
function editsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
        ...(swapped && same === 1 ? [(before[column - 2] ?? 0) + 1] : []),
      );
    }
    before = last;
    last = next;
  }
  return last[b.length] ?? 0;
}
