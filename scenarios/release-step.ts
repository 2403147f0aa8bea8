import * as z from 'zod';
import { duration } from './fields.ts';
import { artifactKinds } from './release-artifacts.ts';
import { sageMakerCalls } from './release-calls.ts';
import { alarmState, faultSchema } from './scenario.ts';

/** A manifest: laid over the story's usual one field by field, or a text as it stands, or none at all. */
export const writtenManifest = z.union([z.literal('none'), z.string(), z.record(z.string(), z.unknown())]);
export type WrittenManifest = z.infer<typeof writtenManifest>;

/** A call of SageMaker's API by its name; `{v1}` in its input is the name of what v1 made. */
const sageMakerCall = {
  call: z.enum(Object.keys(sageMakerCalls) as [keyof typeof sageMakerCalls]),
  with: z.record(z.string(), z.unknown()),
};
export const callSchema = z.strictObject(sageMakerCall);
export type SageMakerCall = z.infer<typeof callSchema>;

/** Which events: those about uploads, endpoints, alarms or executions, or all of AWS's. */
const eventKind = z.enum(['uploads', 'endpoints', 'alarms', 'executions', 'all']);
export type EventKind = z.infer<typeof eventKind>;

/** What an alarm watches: it goes off above so much in 2 of 2 minutes. */
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
  /** As they write its name, where that is not as it is called. */
  endpoint: z.string().optional(),
  reason: z.string().optional(),
  /** What the answer says was done. */
  answer: z.enum(['stopped', 'stopping', 'started', 'nothing']).optional(),
  /** The same command, sent once more, as a client does whose connection broke. */
  twice: z.boolean().default(false),
};

/** Every kind of step, by the field that makes it one. All have `at` besides: it comes after all else due then. */
const kinds = {
  /** An artifact, called by this name from now on: `models/iris/<version>/model.tar.gz`. */
  upload: z.strictObject({
    upload: z.string(),
    as: z.enum([...artifactKinds, 'folder']).default('model'),
    version: z.string().optional(),
    key: z.string().optional(),
  }),
  /** Any other object of the bucket. */
  put: z.strictObject({ put: z.string(), text: z.string().default('text') }),
  remove: z.strictObject({ remove: z.string() }),
  manifest: z.strictObject({
    manifest: writtenManifest,
    as: z.enum(['yaml', 'json']).default('yaml'),
    /** As `greenlight push --manifest` puts it: it comes with the artifact of this name. */
    pushedWith: z.string().optional(),
  }),
  /** A copy of the nth manifest that the story put, over what is there now: how a version is restored. */
  restore: z.strictObject({ restore: z.int().min(1) }),
  /** An alarm is set, deleted, or made to watch something else, in the state that it has. */
  alarm: z.strictObject({
    alarm: z.string(),
    becomes: z.union([alarmState, z.literal('gone')]).optional(),
    watches: watched.optional(),
  }),
  /** A request to the endpoint at each such interval. */
  load: z.strictObject({ load: z.union([z.literal('off'), duration]) }),
  /** Somebody else (autoscaling) sets the number of instances. */
  rescale: z.strictObject({ rescale: z.int().min(0), variant: z.string().optional() }),
  call: callSchema,
  abort: z.strictObject({ abort: z.string(), ...asked, reason: z.string().default('not today') }),
  retry: z.strictObject({ retry: z.string(), ...asked }),
  rollback: z.strictObject({ rollback: z.string(), ...asked }),
  /** StopExecution, of a rollout or of `caretaker`. */
  stop: z.strictObject({ stop: z.string(), because: z.string().default('by hand') }),
  redrive: z.strictObject({ redrive: z.string() }),
  /** What becomes of events from now on. `restored`: all go their way again. */
  events: z.strictObject({
    events: z.enum(['dropped', 'doubled', 'delayed', 'reordered', 'restored']),
    of: eventKind.default('all'),
    /** Only those whose EndpointStatus it is. */
    status: z.string().optional(),
    by: duration.optional(),
    nth: z.int().min(1).optional(),
    times: z.int().min(1).optional(),
  }),
  /** Events of before, once more. */
  replay: z.strictObject({
    replay: eventKind,
    status: z.string().optional(),
    which: z.enum(['first', 'last', 'all']).default('all'),
  }),
  /** An endpoint event that no endpoint has sent: this EndpointStatus, of iris. */
  pretend: z.strictObject({ pretend: z.string(), endpoint: z.string().optional() }),
  /** Calls fail from now on, whoever makes them: `sagemaker UpdateEndpoint`, `dynamodb`. */
  calls: z.strictObject({
    calls: z.string(),
    fail: z.union([
      z.enum(['throttled', 'failed']),
      z.strictObject({ code: z.string(), message: z.string(), status: z.int().optional() }),
    ]),
    /** They are made all the same; only the answer is lost. */
    answerLost: z.boolean().default(false),
    nth: z.int().min(1).optional(),
    times: z.int().min(1).optional(),
  }),
  /** One of the next invocations of a function dies at an AWS call. */
  kill: z.strictObject({
    kill: z.string(),
    atCall: z.int().min(1),
    moment: z.enum(['before', 'after']).default('after'),
    invocation: z.int().min(1).optional(),
  }),
  /** A trouble comes upon the endpoint. */
  fault: z.strictObject({ fault: faultSchema }),
  lift: z.strictObject({ lift: z.literal('faults') }),
} as const;

type Kind = keyof typeof kinds;
export type StepOf<K extends Kind> = z.infer<(typeof kinds)[K]>;
export type ReleaseStep = {
  [K in Kind]: { readonly kind: K; readonly at: number; readonly does: StepOf<K> };
}[Kind];

/** Read by its kind, so that an error names the field that is wrong, and not all kinds that it is not. */
export const stepSchema = z.looseObject({ at: duration }).transform((written, context): ReleaseStep => {
  const { at, ...does } = written;
  const kind = (Object.keys(kinds) as Kind[]).find((name) => name in does);
  if (kind === undefined) {
    context.addIssue(`expected a step with one of ${Object.keys(kinds).join(', ')}`);
    return z.NEVER;
  }
  const parsed = kinds[kind].safeParse(does);
  if (parsed.success) return { kind, at, does: parsed.data } as ReleaseStep;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});
