import { normalAtMost, normalQuantile } from './normal.ts';

/** The slow model is in the middle as slow as the slowest 5 % of what serves. */
const asSlowAs = 95;

/**
 * How many of a model's requests, from 0 to 1, take longer than the old fleet's percentile `percentile`, if half of them take
 * longer than its p95, and how long requests take differs by one factor alone where their times are log-normal. For the p95
 * itself nothing is supposed: it is one half.
 */
export const slowShare = (percentile: number): number =>
  1 - normalAtMost(normalQuantile(percentile / 100) - normalQuantile(asSlowAs / 100));

/** Of the old fleet's own requests. */
export const usualShare = (percentile: number): number => 1 - percentile / 100;

/** Requests of it that take longer than 95 % of the old fleet's, and would not have. */
export const slowed = slowShare(asSlowAs) - usualShare(asSlowAs);
