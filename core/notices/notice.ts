import * as z from 'zod';
import { fitted } from '../announcements/fit.ts';
import { type StateChange, stateChangeSchema } from '../announcements/state-change.ts';
import { jsonOrUndefined } from '../values/json.ts';
import { oneLine, truncate } from '../values/plain-text.ts';
import { type Severity, severitySchema } from '../values/severity.ts';
import { outcomeSchema } from '../verdict/conclusion.ts';

/** An event, as it is told to people and machines. */
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
   * Its subject within the thread (`alarm#iris-5xx`, `gate#…`). A later notice with the same key replaces
   * this one, where a chat can do that.
   */
  readonly key?: string;
  /** The complete event, for machines. */
  readonly event?: StateChange;
}

/** A notice, parsed from its message. */
export interface NoticeRead extends Notice {
  readonly rollout?: string;
  readonly outcome?: string;
}

/**
 * Limits of the custom notification, as a public client quotes AWS's page ("Custom notifications using Amazon Q
 * Developer in chat applications"). The page does not say how many steps and keywords there may be, nor how
 * long other texts may be: those limits are ours (docs/assumptions.md).
 */
export const longestNextStep = 350;
const limits = {
  description: 8000,
  title: 250,
  nextStep: longestNextStep,
  nextSteps: 10,
  keyword: 75,
  name: 256,
} as const;

/** Amazon Q Developer's custom notification; only the parts in use. */
export interface ChatMessage {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps?: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

/**
 * The SNS message body: the custom notification schema that Amazon Q Developer in chat applications (formerly
 * AWS Chatbot) shows in Slack. It drops malformed messages silently, so every limit is enforced here. The
 * message contains the complete event as JSON text, because a context holds only texts. If an event is too
 * large, `eventCut` says what is missing.
 */
export function chatMessage(notice: Notice): ChatMessage {
  const { endpoint, thread, phase, severity, nextSteps, key, event } = notice;
  const title = line(notice.title, limits.title) || line(`${endpoint}: ${phase}`, limits.title);
  const description = clean(notice.lines.join('\n'));
  const steps = nextSteps.map((step) => line(step, limits.nextStep)).filter(Boolean);
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title,
      // The only required part.
      description: truncate(description.trim() === '' ? title : description, limits.description),
      ...(steps.length > 0 && { nextSteps: steps.slice(0, limits.nextSteps) }),
      keywords: [endpoint, phase].map((keyword) => line(keyword, limits.keyword)).filter(Boolean),
    },
    metadata: {
      threadId: line(thread, limits.name),
      summary: title,
      eventType: `greenlight.${line(phase, limits.keyword).toLowerCase()}`,
      additionalContext: {
        endpoint: line(endpoint, limits.name),
        phase: line(phase, limits.name),
        severity,
        ...contextOf(key, outcomeOf(notice), event),
      },
    },
  };
}

/** Attributes for filters of subscribers. SNS refuses empty values. */
export function messageAttributes(notice: Notice): Readonly<Record<string, string>> {
  const outcome = outcomeOf(notice);
  return {
    endpoint: line(notice.endpoint, limits.name) || 'none',
    phase: line(notice.phase, limits.name) || 'none',
    severity: notice.severity,
    ...(outcome !== undefined && { outcome }),
  };
}

function contextOf(
  key: string | undefined,
  outcome: string | undefined,
  event: StateChange | undefined,
): Record<string, string> {
  const rollout = event !== undefined && 'rollout' in event ? event.rollout : undefined;
  const sent = event && fitted(event);
  return {
    ...(rollout && { rollout: line(rollout, limits.name) }),
    ...(outcome !== undefined && { outcome }),
    ...(key !== undefined && { key: line(key, 2 * limits.name) }),
    ...(sent && { event: sent.text, ...(sent.cut !== undefined && { eventCut: sent.cut }) }),
  };
}

/** The phase of a notice about an end is the outcome. */
const outcomeOf = ({ phase }: Notice): string | undefined => outcomeSchema.safeParse(phase).data;

/** Removes half characters, and characters that a message must not contain. */
const clean = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
  text.toWellFormed().replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, ' ');

const line = (text: string, max: number): string => truncate(clean(oneLine(text)), max);

const optional = z.string().optional().catch(undefined);

/**
 * Members that are missing or have another form are left out: the writer may be of another version than the
 * reader.
 */
const messageSchema = z.object({
  source: z.literal('custom'),
  content: z.object({
    title: z.string().catch(''),
    description: z.string(),
    nextSteps: z.array(z.string()).catch([]),
  }),
  metadata: z.object({
    threadId: z.string(),
    additionalContext: z.object({
      endpoint: z.string(),
      phase: z.string(),
      severity: severitySchema.catch('info'),
      rollout: optional,
      outcome: optional,
      key: optional,
      event: optional,
    }),
  }),
});

/**
 * The notice behind a message; undefined if the message is not ours (CloudWatch's, about the controller's own
 * alarms). An event that this version does not know is left out.
 *
 * @param message the body, parsed
 */
export function noticeOf(message: unknown): NoticeRead | undefined {
  const read = messageSchema.safeParse(message).data;
  if (read === undefined) return undefined;
  const { content, metadata } = read;
  const { endpoint, phase, severity, rollout, outcome, key, event: text } = metadata.additionalContext;
  const event = stateChangeSchema.safeParse(jsonOrUndefined(text)).data;
  return {
    endpoint,
    thread: metadata.threadId,
    phase,
    severity,
    title: content.title,
    lines: content.description.split('\n'),
    nextSteps: content.nextSteps,
    ...(key !== undefined && { key }),
    ...(event && { event }),
    ...(rollout !== undefined && { rollout }),
    ...(outcome !== undefined && { outcome }),
  };
}
