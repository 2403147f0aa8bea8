/** `a, b or c` */
export const orListed = (names: readonly string[]): string => listed(names, 'or');

/** `a, b and c` */
export const andListed = (names: readonly string[]): string => listed(names, 'and');

function listed(names: readonly string[], word: 'and' | 'or'): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`;
}
