import { parseReleaseStory } from '../release-story.ts';
import { runReleaseStory } from '../run-release-story.ts';
import type { History } from './draw-history.ts';
import { reachedIn } from './reached.ts';

/** What came of a history. */
export interface Played {
  /** One line each; none where all was well. */
  readonly violations: readonly string[];
  /** Ends of rollouts, decisions and what else was met, as often as it was. */
  readonly reached: readonly string[];
  /** Virtual milliseconds. */
  readonly lasted: number;
}

/**
 * Plays a history with the whole product. Steps that are refused are part of it; after the last one all troubles end.
 * A history that cannot be played at all is a violation, too: nothing that people do may break it.
 */
export async function playHistory(history: History, template: unknown): Promise<Played> {
  const story = parseReleaseStory({ ...history, drawn: true }, history.name);
  try {
    const record = await runReleaseStory(story, template);
    return {
      violations: record.violations,
      reached: [...reachedIn(record.events), ...record.reached],
      lasted: record.lasted,
    };
  } catch (error) {
    return {
      violations: [`the history broke off: ${(error as Error).stack ?? error}`],
      reached: [],
      lasted: 0,
    };
  }
}

/** A text without what differs from one history to the next: names, numbers, times. */
export const kindOf = (text: string): string =>
  text
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/arn:[^\s,;]+/g, '<arn>')
    .replaceAll(/\b[\w-]+-[0-9a-f]{12}(-\d+)?\b/g, '<rollout>')
    .replaceAll(/\bv\d+(@[\w-]+)?(#\d+)?/g, '<release>')
    .replaceAll(/\b(iris|Iris|fraud)[\w-]*/g, '<endpoint>')
    .replaceAll(/\b[0-9a-f]{16,}\b/g, '<id>')
    .replaceAll(/\d+/g, 'n')
    .slice(0, 160);
