/** What is counted of one answer: its score, or why it has none. */
export type Score = number | 'no-number' | 'missing';

/**
 * The score behind what an answer gives for it. NaN is no number, and neither is null, which many servers write for it; a
 * number written as text is one. Of a list the first counts: an answer is one observation, however many rows were asked.
 */
export function scoreOf(given: unknown): Score {
  const value = Array.isArray(given) ? given[0] : given;
  if (value === undefined) return 'missing';
  if (typeof value === 'string' && value.trim() === '') return 'missing';
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 'no-number';
}
