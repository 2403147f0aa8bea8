import type { Notice } from '../notices/notice.ts';
import { type SlackMessage, section } from './block-kit.ts';
import { limits } from './limits.ts';
import { fitLines, foreign } from './text.ts';

/**
 * A notice as a message of its own: a reply in the rollout's thread, or a plain post if there is no bot token
 * and so no thread (an incoming webhook).
 */
export function noticePost({ title, lines, nextSteps }: Notice): SlackMessage {
  const heading = foreign(title, 300);
  const body = [
    ...lines.map((line) => foreign(line, 1000)),
    ...nextSteps.map((step) => `→ ${foreign(step, 350)}`),
  ];
  return {
    text: fitLines([heading, ...body], limits.fallbackText),
    blocks: [section(fitLines([`*${heading}*`, ...body], limits.sectionText))],
  };
}

/**
 * Shown only to the person who pressed a button (docs.slack.dev, "Handling user interaction", response_url).
 */
export const privateAnswer = (text: string) => ({
  response_type: 'ephemeral' as const,
  replace_original: false as const,
  text: foreign(text, limits.fallbackText),
});
