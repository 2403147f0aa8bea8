import * as z from 'zod';
import type { Notice } from '../notices/notice.ts';
import { epochMsOf, instantSchema } from '../values/instant.ts';
import { severitySchema } from '../values/severity.ts';

/** The content of a message from the queue. Instants are epoch milliseconds. */
export type ParsedMessage =
  | {
      readonly kind: 'notice';
      readonly notice: Notice;
      /**
       * The rollout that the message concerns, if it says so; otherwise its thread, which may be a rollout's
       * name.
       */
      readonly rollout: string;
      /** The time of what it says; undefined if it does not tell. */
      readonly at?: number;
    }
  /** Something has changed: read again everything shown about it. */
  | {
      readonly kind: 'change';
      readonly endpoint: string;
      /** Undefined in SageMaker's own events: then the rollout that holds the endpoint is meant. */
      readonly rollout?: string;
      /** Another release may serve now. */
      readonly settles: boolean;
    }
  /** Not about an endpoint: the notice itself is the whole message. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * The message on the notices topic (core/notices/notice.ts). Every member that may be missing is optional.
 */
const chatSchema = z.object({
  source: z.literal('custom'),
  content: z.object({
    title: z.string().default(''),
    description: z.string(),
    nextSteps: z.array(z.string()).default([]),
  }),
  metadata: z
    .object({
      threadId: z.string().optional(),
      additionalContext: z.record(z.string(), z.string()).default({}),
    })
    .default({ additionalContext: {} }),
});

/**
 * CloudWatch's message about one of the controller's own alarms (CloudWatch guide, "Notifying users on alarm
 * changes").
 */
const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.string(),
  NewStateReason: z.string().default(''),
});

/**
 * The two events that signal a change (docs/events.md; AWS: "SageMaker Endpoint State Change" and similar).
 */
const changeSchema = z.discriminatedUnion('source', [
  z.object({
    source: z.literal('greenlight'),
    detail: z.object({
      endpoint: z.string().nullish(),
      rollout: z.string().nullish(),
      phase: z.string().default(''),
    }),
  }),
  z.object({ source: z.literal('aws.sagemaker'), detail: z.object({ EndpointName: z.string() }) }),
]);

/** Parses a message of the queue: a notice, an alarm of the controller, or an event. Never throws. */
export function parseMessage(body: string): ParsedMessage {
  const content = jsonOf(body);
  const chat = chatSchema.safeParse(content);
  if (chat.success) return noticeIn(chat.data);
  const alarm = alarmSchema.safeParse(content);
  if (alarm.success) return alarmNoticeIn(alarm.data);
  const change = changeSchema.safeParse(content);
  if (change.success) return changeIn(change.data);
  return { kind: 'unknown', why: 'expected a notice, an alarm or an event, got none of them' };
}

function noticeIn({ content, metadata }: z.infer<typeof chatSchema>): ParsedMessage {
  const { endpoint = 'none', phase = '', severity, key, rollout, event } = metadata.additionalContext;
  const thread = metadata.threadId ?? `${endpoint}-notices`;
  const at = z.object({ at: instantSchema }).safeParse(jsonOf(event ?? '')).data?.at;
  return {
    kind: 'notice',
    rollout: rollout ?? thread,
    ...(at !== undefined && { at: epochMsOf(at) }),
    notice: {
      endpoint,
      thread,
      phase,
      severity: severitySchema.catch('info').parse(severity),
      title: content.title,
      lines: content.description.split('\n'),
      nextSteps: content.nextSteps,
      ...(key !== undefined && { key }),
    },
  };
}

function alarmNoticeIn(alarm: z.infer<typeof alarmSchema>): ParsedMessage {
  const { AlarmName, AlarmDescription, NewStateValue, NewStateReason } = alarm;
  const mark = NewStateValue === 'ALARM' ? ':rotating_light:' : ':bell:';
  return {
    kind: 'notice',
    rollout: 'controller',
    notice: {
      endpoint: 'none',
      thread: 'controller',
      phase: 'controller',
      severity: 'critical',
      title: `${mark} Greenlight itself: ${AlarmName} is ${NewStateValue}`,
      lines: [AlarmDescription ?? '', NewStateReason].filter((line) => line !== ''),
      nextSteps: ['"npx greenlight docs operating" has what to do for each of these alarms.'],
    },
  };
}

function changeIn(change: z.infer<typeof changeSchema>): ParsedMessage {
  if (change.source === 'aws.sagemaker')
    return { kind: 'change', endpoint: change.detail.EndpointName, settles: false };
  const { endpoint, rollout, phase } = change.detail;
  if (endpoint === undefined || endpoint === null) return { kind: 'nothing' };
  const settles = phase === 'concluded' || phase === 'drift';
  return { kind: 'change', endpoint, ...(rollout && { rollout }), settles };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
