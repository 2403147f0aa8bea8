import type { StateChange } from '../announcements/state-change.ts';
import type { Severity } from './severity.ts';
import { truncate } from './text.ts';

/** What happened, as people and machines are told it. */
export interface Notice {
  readonly endpoint: string;
  /** Groups all messages of one rollout. */
  readonly thread: string;
  /** `shifting`, `alarm`, or the outcome. */
  readonly phase: string;
  readonly severity: Severity;
  readonly title: string;
  readonly lines: readonly string[];
  readonly nextSteps: readonly string[];
  /**
   * What of its thread it is about (`alarm#iris-5xx`, `gate#…`): a later notice with the same key takes the place of
   * this one where a chat can do that.
   */
  readonly key?: string;
  /** The same for machines, whole. */
  readonly event?: StateChange;
}

/** Limits of the custom notification, as a public client quotes AWS's page (facts §4). */
const limits = { description: 8000, title: 250, nextStep: 350, keyword: 75 } as const;

/**
 * The SNS message body: the custom notification schema that Amazon Q Developer in chat applications (formerly AWS
 * Chatbot) shows in Slack. It drops malformed messages silently, so every limit is kept here.
 */
export function chatMessage(notice: Notice): Record<string, unknown> {
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: truncate(notice.title, limits.title),
      description: truncate(notice.lines.join('\n'), limits.description),
      ...(notice.nextSteps.length > 0 && {
        nextSteps: notice.nextSteps.map((step) => truncate(step, limits.nextStep)),
      }),
      keywords: [notice.endpoint, notice.phase].map((keyword) => truncate(keyword, limits.keyword)),
    },
    metadata: {
      threadId: notice.thread,
      summary: truncate(notice.title, limits.title),
      eventType: `greenlight.${notice.phase.toLowerCase()}`,
      additionalContext: { endpoint: notice.endpoint, phase: notice.phase, severity: notice.severity },
    },
  };
}
