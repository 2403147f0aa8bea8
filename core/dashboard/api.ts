import * as z from 'zod';
import { changeSchema } from '../plan/changes.ts';
import { frameSchema } from '../recording/frame.ts';
import { recordingSchema } from '../recording/recording.ts';
import { proposalSchema } from '../records/proposal.ts';
import { instantSchema } from '../values/instant.ts';
import { outcomeSchema } from '../verdict/conclusion.ts';

/**
 * The HTTP API of the page. Its paths stand below the page's base, `/` or `/_greenlight/`: the server writes it into
 * `<base href="/">` of the page's HTML, so that relative addresses (`api/session`, `app.js`) are right on every view.
 * The HTML is answered at the base and at `r/<rollout>`; `GET /api/rollouts/<rollout>/report` answers with a report (core/report). A POST needs `content-type: application/json`, and the page's own
 * origin. Whatever is refused or fails is answered with `apiErrorSchema` and its status: 400 (input), 401 (the token is
 * missing), 403 (another origin), 404 (unknown), 409 (something is asked already), 413 (too large), 429
 * (too many pages are open), 502 (AWS could not be read).
 */

/** `GET /api/session`: who looks, at what, and what they may expect of it. */
export const sessionSchema = z.object({
  /** The caller's ARN, as whom every button acts; null where there is none (a simulation, a report). */
  as: z.string().nullable(),
  mode: z.enum(['aws', 'local', 'simulation']),
  stage: z.string(),
  region: z.string(),
  account: z.string(),
  /** Greenlight's version. */
  version: z.string(),
  /** AWS's time when this was answered (epoch milliseconds), and simulated seconds a second. */
  now: z.number(),
  speed: z.number(),
  /** The most calls to AWS a minute while a page is open. */
  callsPerMinute: z.number(),
  /** Of a simulation: the story, and what can be changed in it. */
  simulation: z
    .object({
      story: z.string(),
      shows: z.string(),
      /** Oldest first. Other circumstances may give others. */
      rollouts: z.array(z.string()),
      /** When the story begins: what happened before is how things were by then. */
      startedAt: instantSchema,
      /** The switches that are in force; see `whatIfSchema`. */
      whatIf: z.unknown(),
      /** What can be switched. */
      strategies: z.array(z.string()),
      alarms: z.array(z.string()),
    })
    .nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

/** One line of the first view. */
const endpointRowSchema = z.object({
  endpoint: z.string(),
  /** SageMaker's status; null if there is no such endpoint, or its status was not read yet. */
  status: z.string().nullable(),
  /** What serves, in the words that people know, and since when. Null if nothing does, or nobody knows. */
  serving: z
    .object({
      name: z.string(),
      config: z.string(),
      since: instantSchema.nullable(),
      rollout: z.string().nullable(),
    })
    .nullable(),
  optedIn: z.boolean().nullable(),
  judgeOff: z.boolean(),
  /** The rollouts under way: the one that holds the endpoint first. */
  running: z.array(
    z.object({
      rollout: z.string(),
      version: z.string(),
      role: z.enum(['holder', 'next', 'other']),
      phaseText: z.string(),
      sentence: z.string(),
      tone: z.enum(['plain', 'good', 'bad', 'asks']),
      since: instantSchema,
      /** Per cent of the traffic on the new fleet; null while nothing shifts. */
      greenPercent: z.number().nullable(),
      /** Per cent of the planned time that has passed; null where there is no plan. */
      donePercent: z.number().nullable(),
      waitsFor: z.string().nullable(),
    }),
  ),
  last: z
    .object({
      rollout: z.string(),
      version: z.string(),
      outcome: outcomeSchema,
      cause: z.string(),
      endedAt: instantSchema,
      urgent: z.boolean(),
    })
    .nullable(),
  /** When this was read: what it says is as of then. */
  asOf: instantSchema,
});
export type EndpointRow = z.infer<typeof endpointRowSchema>;

/** `GET /api/endpoints` */
export const endpointsSchema = z.object({ asOf: instantSchema, endpoints: z.array(endpointRowSchema) });
export type Endpoints = z.infer<typeof endpointsSchema>;

/** One line of an endpoint's past: `GET /api/endpoints/<endpoint>/rollouts`, newest first. */
const pastRolloutSchema = z.object({
  rollout: z.string(),
  version: z.string(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  outcome: outcomeSchema.nullable(),
  cause: z.string().nullable(),
  by: z.string(),
});
export const pastRolloutsSchema = z.object({
  endpoint: z.string(),
  asOf: instantSchema,
  rollouts: z.array(pastRolloutSchema),
});
export type PastRollouts = z.infer<typeof pastRolloutsSchema>;

/** A button of the page. `why` says why it cannot be pressed now; null if it can. */
const actionSchema = z.object({
  kind: z.enum([
    ...['approve', 'reject', 'abort', 'rollback', 'retry', 'continue', 'judge-off', 'judge-on'],
    ...['confirm', 'decline'],
  ] as const),
  label: z.string(),
  /** What it does, in one sentence, for the confirmation. */
  means: z.string(),
  /** The gate that is answered, where it answers one. */
  gate: z.string().optional(),
  /** The number of its question. It is sent along, so that no other question is answered than the one that was read. */
  round: z.number().optional(),
  /** The key of the proposal that is confirmed or declined. */
  proposal: z.string().optional(),
  reasonNeeded: z.boolean(),
  why: z.string().nullable(),
});
export type Action = z.infer<typeof actionSchema>;

/** What somebody, often an assistant, proposes that people do. Nothing follows from it until a person confirms it. */
const shownProposalSchema = z.object({
  key: z.string(),
  kind: proposalSchema.shape.kind,
  /** What is proposed, to follow `You` or `to`: `stop fraud-1a2b3c4d5e6f-1`. */
  what: z.string(),
  /** What it is about; null if no rollout made what serves. */
  rollout: z.string().nullable(),
  /** The proven identity of whoever proposes, with what they say of themselves. */
  by: z.string(),
  reason: z.string(),
  at: instantSchema,
  /** When it lapses. */
  until: instantSchema,
  /** The command that does the same. */
  command: z.string(),
  answers: z.array(actionSchema),
});
export type ShownProposal = z.infer<typeof shownProposalSchema>;

/** `GET /api/rollouts/<rollout>`: all that the page of a rollout shows, at every instant. */
export const rolloutPageSchema = z.object({
  recording: recordingSchema,
  /** Oldest first, at least one. The page shows the last one at or before its instant. */
  frames: z.array(frameSchema).min(1),
  actions: z.array(actionSchema),
  /** How its manifest differs from that of the release before, field by field; null where one of the two is not known. */
  manifestChanges: z.array(changeSchema).nullable(),
  /** Where the report of one that has ended is kept, some minutes after its end: `s3://…`, and its page in the console, if there is one. */
  keptReport: z.object({ object: z.string(), url: z.string().nullable() }).nullable(),
  /** Since when judging is off, by whom and why; null while it is on. */
  judgeOff: z.string().nullable(),
  /** What is proposed for the endpoint and open. */
  proposals: z.array(shownProposalSchema),
  /** The other rollouts of the endpoint, newest first. */
  others: z.array(pastRolloutSchema),
});
export type RolloutPage = z.infer<typeof rolloutPageSchema>;

/** `POST /api/rollouts/<rollout>/actions` */
export const actRequestSchema = z.object({
  kind: actionSchema.shape.kind,
  gate: z.string().max(250).optional(),
  round: z.number().int().positive().optional(),
  proposal: z.string().max(100).optional(),
  /** As the person has written it; the controller takes 500 characters on one line. */
  reason: z.string().max(500).optional(),
});
export type ActRequest = z.infer<typeof actRequestSchema>;

/** The answer to it: in the command's own words. */
export const actAnswerSchema = z.object({ done: z.boolean(), text: z.string() });
export type ActAnswer = z.infer<typeof actAnswerSchema>;

/** `POST /api/simulation`: the same story with other circumstances, played anew. All are optional. Answered with the session. */
export const whatIfSchema = z.object({
  strategy: z.string().max(40).optional(),
  /** Trips this alarm `atSeconds` after the story's start. */
  trip: z.object({ alarm: z.string().max(255), atSeconds: z.number().min(0).max(1_209_600) }).optional(),
  /** Times the story's requests a second. */
  traffic: z.number().min(0).max(1000).optional(),
});
export type WhatIf = z.infer<typeof whatIfSchema>;

/** What a refused request is answered with. */
export const apiErrorSchema = z.object({ error: z.string() });

/**
 * One message of `GET /api/stream?rollout=<rollout>` (server-sent events). The page then asks for what has changed;
 * nothing but the instant travels in it.
 */
export const streamMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('endpoints'), asOf: instantSchema }),
  z.object({ kind: z.literal('rollout'), rollout: z.string(), asOf: instantSchema }),
  /** AWS's time (epoch milliseconds), every few seconds: without it the connection is lost. */
  z.object({ kind: z.literal('clock'), now: z.number() }),
  /** AWS could not be read. Once it can be again, what the page shows is told as changed. */
  z.object({ kind: z.literal('trouble'), text: z.string() }),
]);
export type StreamMessage = z.infer<typeof streamMessageSchema>;
