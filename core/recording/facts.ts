import * as z from 'zod';
import { artifactSchema } from '../artifact.ts';
import { alarmRoleSchema, breachSchema } from '../cloudwatch/breach.ts';
import { measuredSchema } from '../cloudwatch/measured.ts';
import { stageSchema } from '../gates/gate.ts';
import { gateItemSchema } from '../gates/item.ts';
import { findingSchema } from '../judge/finding.ts';
import { changeSchema } from '../plan/changes.ts';
import { manifestVersionSchema } from '../plan/manifest-version.ts';
import { timelineSchema } from '../plan/timeline/timeline.ts';
import { aftermathSchema, phaseSchema } from '../records/rollout-record.ts';
import { startSchema } from '../release.ts';
import { instantSchema } from '../values/instant.ts';
import { problemSchema } from '../values/problem.ts';
import { outcomeSchema } from '../verdict/conclusion.ts';
import { nextStepSchema } from '../verdict/next-step.ts';
import { stopSchema } from '../verdict/stop.ts';

/** A person's decision at a gate. */
const decisionFactSchema = z.object({
  verdict: z.enum(['approve', 'reject']),
  by: z.string(),
  /** The name that people know, if known. */
  name: z.string().optional(),
  /** `slack`, `iam`, `link` … */
  via: z.string(),
  at: instantSchema,
  reason: z.string().optional(),
});
export type DecisionFact = z.infer<typeof decisionFactSchema>;

/** What people are asked at a gate. */
const questionSchema = z.object({
  question: z.string(),
  /** The words for the answers. */
  approve: z.string(),
  reject: z.string(),
  /** Slack ids and ARNs; null for anyone with a proven identity. */
  by: z.array(z.string()).nullable(),
  anyoneWithLink: z.boolean(),
  reasonNeeded: z.boolean(),
  /** The answer that applies when the time is up, if the manifest gives one. */
  otherwise: z.string().optional(),
});

/** A gate that the rollout has reached. */
export const gateFactSchema = z.object({
  /** The gate's name in commands and notices: `<rollout>/<stage>/<n>`. */
  gate: z.string(),
  kind: z.string(),
  stage: stageSchema,
  /** `ended`: the rollout was over before the gate was. */
  status: z.enum([...gateItemSchema.shape.status.options, 'ended']),
  /** Why it waits, or why it has ended. */
  why: z.string(),
  judged: z.array(findingSchema).optional(),
  since: instantSchema,
  /** When it is checked again at the latest; for people, until when they may decide. */
  until: instantSchema.optional(),
  endedAt: instantSchema.optional(),
  /** What people are asked now. */
  asks: questionSchema.optional(),
  /** What people were asked last, once it has ended. Not kept of gates of version 0.1. */
  asked: questionSchema.extend({ until: instantSchema.optional() }).optional(),
  decisions: z.array(decisionFactSchema),
});
export type GateFact = z.infer<typeof gateFactSchema>;

/** An alarm that watches the rollout. */
const alarmFactSchema = z.object({
  name: z.string(),
  /** The name for people; an alarm that a release has made is called by what it measures. */
  label: z.string(),
  on: alarmRoleSchema,
  measured: measuredSchema.optional(),
  threshold: z.number().optional(),
  /** Its page in the console. */
  url: z.string().optional(),
});
export type AlarmFact = z.infer<typeof alarmFactSchema>;

/** What is known of a rollout from its records: what `history` says of it, and what it was made from, changed and met. */
export const factsSchema = z.object({
  endpoint: z.string(),
  rollout: z.string(),
  release: z.string(),
  version: z.string(),
  attempt: z.number(),
  /** What served before, in the words that people know: its version, or its endpoint config. Null in a first release. */
  before: z.string().nullable(),
  start: z.object({
    kind: z.enum(startSchema.options.map((option) => option.shape.kind.value)),
    by: z.string(),
    reason: z.string().optional(),
    at: instantSchema,
  }),
  startedAt: instantSchema,
  /** Null while it is under way, like the next two. */
  endedAt: instantSchema.nullable(),
  outcome: outcomeSchema.nullable(),
  cause: z.string().nullable(),
  urgent: z.boolean(),
  phase: phaseSchema,
  /** When each phase was first entered. */
  phases: z.partialRecord(phaseSchema, instantSchema),
  stop: stopSchema.optional(),
  problems: z.array(problemSchema),
  breaches: z.array(breachSchema),
  judged: z.array(findingSchema).optional(),
  observed: z.object({ status: z.string(), serving: z.string().nullable() }).optional(),
  nextSteps: z.array(nextStepSchema).optional(),
  aftermath: aftermathSchema.optional(),
  gates: z.array(gateFactSchema),
  artifact: artifactSchema,
  uploadedAt: instantSchema,
  uploadedBy: z.string(),
  /** Of a rollback: the endpoint config that it goes back to. `foreign`: no release has made it. */
  goesBackTo: z.object({ config: z.string(), foreign: z.boolean() }).nullable(),
  /** What people approved. Null if it was never settled, like the next one. */
  digest: z.string().nullable(),
  manifest: manifestVersionSchema.nullable(),
  changes: z.array(changeSchema),
  strategy: z.string().nullable(),
  /** The endpoint configs of the two fleets: the release's, and the one before it. */
  configs: z.object({ green: z.string().nullable(), blue: z.string().nullable() }),
  /** What watched it, one text for each alarm and comparison. */
  alarmTexts: z.array(z.string()),
  alarms: z.array(alarmFactSchema),
  /** As planned, from the call that begins the shift on. Null if there was no plan. */
  timeline: timelineSchema.nullable(),
  /** Pages of the AWS console: endpoint, execution, logs of each fleet. */
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});
export type Facts = z.infer<typeof factsSchema>;
