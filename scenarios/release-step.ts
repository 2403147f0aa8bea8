import * as z from 'zod';
import { duration } from './fields.ts';
import { allArtifactKinds } from './release-artifacts.ts';
import { sageMakerCalls } from './release-calls.ts';
import { alarmState, faultSchema } from './scenario.ts';

/** A manifest: fields that override the default one, a literal text, or none at all. */
export const writtenManifest = z.union([z.literal('none'), z.string(), z.record(z.string(), z.unknown())]);
export type WrittenManifest = z.infer<typeof writtenManifest>;

/** A call of SageMaker's API by its name; `{v1}` in its input is the name of what v1 made. */
const sageMakerCall = {
  call: z.enum(Object.keys(sageMakerCalls) as [keyof typeof sageMakerCalls]),
  with: z.record(z.string(), z.unknown()),
};
export const callSchema = z.strictObject(sageMakerCall);
export type SageMakerCall = z.infer<typeof callSchema>;

/** Which events: those about uploads, endpoints, alarms or executions, or all AWS events. */
const eventKind = z.enum(['uploads', 'endpoints', 'alarms', 'executions', 'all']);
export type EventKind = z.infer<typeof eventKind>;

/** What an alarm watches. It goes off when the value is above the limit in 2 of 2 minutes. */
const watched = z.strictObject({
  metric: z.string(),
  namespace: z.string().default('AWS/SageMaker'),
  /** Its dimensions. */
  by: z.record(z.string(), z.string()),
  statistic: z.enum(['Sum', 'Average', 'Maximum']).default('Sum'),
  above: z.number().default(1),
});
export type WatchedInStory = z.infer<typeof watched>;

const asked = {
  by: z.string().default('ana@example.com'),
  /** The endpoint's name as people type it, if it differs from the real name. */
  endpoint: z.string().optional(),
  reason: z.string().optional(),
  /** The expected `done` of the answer. */
  answer: z.enum(['stopped', 'stopping', 'started', 'switched', 'nothing']).optional(),
  /** Sends the same command twice, like a client whose connection broke. */
  twice: z.boolean().default(false),
};

/**
 * Every kind of step, by the field that makes it one. All have `at` besides: it comes after all else due then. And `on`,
 * where they are about another endpoint than the story's.
 */
const kinds = {
  /** Uploads an artifact, which has this name from now on: `models/iris/<version>/model.tar.gz`. */
  upload: z.strictObject({
    upload: z.string(),
    as: z.enum([...allArtifactKinds, 'folder']).default('model'),
    version: z.string().optional(),
    key: z.string().optional(),
  }),
  /** Puts any other object into the bucket. */
  put: z.strictObject({ put: z.string(), text: z.string().default('text') }),
  remove: z.strictObject({ remove: z.string() }),
  manifest: z.strictObject({
    manifest: writtenManifest,
    as: z.enum(['yaml', 'json']).default('yaml'),
    /** Puts it like `greenlight push --manifest`, together with the artifact of this name. */
    pushedWith: z.string().optional(),
  }),
  /** Copies the nth manifest of the story over the current one: this is how people restore a version. */
  restore: z.strictObject({ restore: z.int().min(1) }),
  /** Sets or deletes an alarm, or makes it watch something else while it keeps its state. */
  alarm: z.strictObject({
    alarm: z.string(),
    becomes: z.union([alarmState, z.literal('gone')]).optional(),
    watches: watched.optional(),
  }),
  /** Sends a request to the endpoint at this interval. */
  load: z.strictObject({ load: z.union([z.literal('off'), duration]) }),
  /** Somebody else (autoscaling) sets the number of instances. */
  rescale: z.strictObject({ rescale: z.int().min(0), variant: z.string().optional() }),
  call: callSchema,
  /** What people answer at the gate that asks, or at the one named: `before/0` of the rollout `of`. */
  decide: z.strictObject({
    decide: z.enum(['approve', 'reject']),
    gate: z.string().optional(),
    of: z.string().optional(),
    /** Whose signature the command carries: an ARN. Without one it is taken at its word. */
    signedBy: z.string().optional(),
    ...asked,
    answer: z.enum(['decided', 'nothing']).optional(),
  }),
  /**
   * Somebody presses a button that Slack shows, of the newest message that has one, or of the rollout `of`. `yes` and
   * `no` are whichever of such buttons there is.
   */
  press: z.strictObject({
    press: z.enum(['yes', 'no', 'approve', 'continue', 'reject', 'abort', 'roll-back']),
    by: z.string().default('U0ANA'),
    of: z.string().optional(),
    /** `older`: as a message had it before it was updated. */
    message: z.enum(['newest', 'older']).default('newest'),
    /** By somebody who does not have Slack's secret. */
    forged: z.boolean().default(false),
    /** Slack's last request of a press, once more. */
    again: z.boolean().default(false),
    /** The expected status. */
    answered: z.int().optional(),
  }),
  /** Somebody answers by a link of a notice: the newest one, or that before it. */
  follow: z.strictObject({
    follow: z.enum(['yes', 'no']),
    of: z.string().optional(),
    which: z.enum(['newest', 'older']).default('newest'),
    /** Only opens it, as scanners of mails do. */
    opens: z.boolean().default(false),
    /** Changes the answer in it. */
    forged: z.boolean().default(false),
    reason: z.string().default(''),
    answered: z.int().optional(),
  }),
  abort: z.strictObject({ abort: z.string(), ...asked, reason: z.string().default('not today') }),
  judge: z.strictObject({ judge: z.enum(['off', 'on']), ...asked, reason: z.string().default('an outage') }),
  retry: z.strictObject({ retry: z.string(), ...asked }),
  rollback: z.strictObject({ rollback: z.string(), ...asked }),
  /** What `greenlight adopt` asks of the controller: to record what serves, or with --undo to forget it. */
  adopt: z.strictObject({
    adopt: z.enum(['record', 'undo']),
    ...asked,
    answer: z.enum(['adopted', 'forgotten', 'nothing']).optional(),
  }),
  /** StopExecution, of a rollout or of `caretaker`. */
  stop: z.strictObject({ stop: z.string(), because: z.string().default('by hand') }),
  redrive: z.strictObject({ redrive: z.string() }),
  /** What happens to events from now on. `restored`: all are delivered normally again. */
  events: z.strictObject({
    events: z.enum(['dropped', 'doubled', 'delayed', 'reordered', 'restored']),
    of: eventKind.default('all'),
    /** Only events with this EndpointStatus. */
    status: z.string().optional(),
    by: duration.optional(),
    nth: z.int().min(1).optional(),
    times: z.int().min(1).optional(),
  }),
  /** Delivers earlier events once more. */
  replay: z.strictObject({
    replay: eventKind,
    status: z.string().optional(),
    which: z.enum(['first', 'last', 'all']).default('all'),
  }),
  /** Sends a false endpoint event with this EndpointStatus, by default for iris. */
  pretend: z.strictObject({ pretend: z.string(), endpoint: z.string().optional() }),
  /** Makes calls fail from now on, for every caller: `sagemaker UpdateEndpoint`, `dynamodb`. */
  calls: z.strictObject({
    calls: z.string(),
    fail: z.union([
      z.enum(['throttled', 'failed']),
      z.strictObject({ code: z.string(), message: z.string(), status: z.int().optional() }),
    ]),
    /** The calls take effect, and only their answers are lost. */
    answerLost: z.boolean().default(false),
    nth: z.int().min(1).optional(),
    times: z.int().min(1).optional(),
    /** All of them, for so long. */
    for: duration.optional(),
  }),
  /** Slack itself: it is down, or does what it is asked and never answers, for so long. */
  slack: z.strictObject({ slack: z.enum(['down', 'answer-lost']), for: duration }),
  /** Kills one of the next invocations of a function at an AWS call. */
  kill: z.strictObject({
    kill: z.string(),
    atCall: z.int().min(1),
    moment: z.enum(['before', 'after']).default('after'),
    invocation: z.int().min(1).optional(),
  }),
  /** Lets one of the next invocations of a function wait so long at an AWS call, as for a slow answer. */
  pause: z.strictObject({
    pause: z.string(),
    atCall: z.int().min(1),
    by: duration,
    moment: z.enum(['before', 'after']).default('after'),
    invocation: z.int().min(1).optional(),
  }),
  /** Injects a fault into the endpoint. */
  fault: z.strictObject({ fault: faultSchema }),
  lift: z.strictObject({ lift: z.literal('faults') }),
} as const;

type Kind = keyof typeof kinds;
export type StepOf<K extends Kind> = z.infer<(typeof kinds)[K]>;
export type ReleaseStep = {
  [K in Kind]: {
    readonly kind: K;
    readonly at: number;
    readonly on?: string | undefined;
    readonly does: StepOf<K>;
  };
}[Kind];

/** Read by its kind, so that an error names the field that is wrong, and not all kinds that it is not. */
const everyStep = z.looseObject({ at: duration, on: z.string().optional() });
export const stepSchema = everyStep.transform((written, context): ReleaseStep => {
  const { at, on, ...does } = written;
  const kind = (Object.keys(kinds) as Kind[]).find((name) => name in does);
  if (kind === undefined) {
    context.addIssue(`expected a step with one of ${Object.keys(kinds).join(', ')}`);
    return z.NEVER;
  }
  const parsed = kinds[kind].safeParse(does);
  if (parsed.success) return { kind, at, ...(on !== undefined && { on }), does: parsed.data } as ReleaseStep;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});
