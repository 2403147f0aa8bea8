import * as z from 'zod';
import { artifactSchema } from '../artifact.ts';
import { breachSchema } from '../cloudwatch/breach.ts';
import { decisionSchema } from '../gates/decision.ts';
import { stageSchema } from '../gates/gate.ts';
import type { GateItem } from '../gates/item.ts';
import { findingSchema } from '../judge/finding.ts';
import { changeSchema } from '../plan/changes.ts';
import { manifestVersionSchema } from '../plan/manifest-version.ts';
import { proposalSchema } from '../records/proposal.ts';
import { phaseSchema } from '../records/rollout-record.ts';
import { type Rollout, rolloutName, versionOf } from '../release.ts';
import { type Instant, instantSchema } from '../values/instant.ts';
import { meantSchema } from '../values/meant-as.ts';
import { problemSchema } from '../values/problem.ts';
import { conclusionSchema } from '../verdict/conclusion.ts';

/** Raised when a change could mislead a reader of older events. New members alone do not raise it. */
const schemaVersion = '1';

const every = { schemaVersion: z.literal(schemaVersion), at: instantSchema, endpoint: z.string() };

const ofRollout = {
  ...every,
  /** `<release>-<attempt>`: the execution's name. */
  rollout: z.string(),
  release: z.string(),
  attempt: z.number(),
  version: z.string(),
};

const gateSchema = z.object({
  /** `<rollout>/<stage>/<n>`, as commands name it. */
  id: z.string(),
  stage: stageSchema,
  kind: z.string(),
  /** The number of the question at this gate. */
  round: z.number().int().positive(),
  /** The digest of the settled release that is being approved. Absent in rollouts of version 0.1. */
  digest: z.string().optional(),
});

/**
 * The detail of "Greenlight Rollout State Change": everything that happens to a rollout, and events of our
 * endpoints outside a rollout. Docs: docs/events.md; JSON Schema: greenlight-events.schema.json.
 */
export const stateChangeSchema = z.discriminatedUnion('phase', [
  z.object({ ...ofRollout, phase: phaseSchema.exclude(['concluded']) }),
  z.object({
    ...ofRollout,
    phase: z.literal('concluded'),
    ...conclusionSchema.shape,
    /** The object that will hold the report, minutes after this event. Absent in events of version 0.1. */
    report: z.object({ bucket: z.string(), key: z.string() }).optional(),
  }),
  /** What became of the endpoint after its rollout had ended. */
  z.object({
    ...ofRollout,
    phase: z.literal('aftermath'),
    status: z.string(),
    serving: z.string().nullable(),
  }),
  /** The rollout has come to a gate that waits or asks people. Sent again for each further question. */
  z.object({
    ...ofRollout,
    phase: z.literal('gate'),
    gate: gateSchema.extend({
      why: z.string(),
      /** The question to people; absent if nobody is asked. */
      question: z.string().optional(),
      until: instantSchema.optional(),
    }),
    /** Before the shift: what would change against what serves. For the environment, names only. */
    changes: z.array(changeSchema).optional(),
  }),
  /** A bake is about to end, and a judge has looked at it for the last time. */
  z.object({
    ...ofRollout,
    phase: z.literal('judged'),
    gate: gateSchema,
    /** The number of the bake, from 1. */
    bake: z.number().int().positive(),
    judged: z.array(findingSchema),
  }),
  /** The settled release has changed: earlier questions and answers at this gate no longer count. */
  z.object({ ...ofRollout, phase: z.literal('withdrawn'), gate: gateSchema.extend({ why: z.string() }) }),
  /** A person has decided at a gate. */
  z.object({
    ...ofRollout,
    phase: z.literal('decision'),
    gate: gateSchema,
    verdict: decisionSchema.shape.verdict,
    by: z.string(),
    name: z.string().optional(),
    via: decisionSchema.shape.via,
    decidedAt: instantSchema,
    reason: z.string().optional(),
  }),
  z.object({
    ...every,
    phase: z.literal('alarm'),
    rollout: z.string().nullable(),
    breach: breachSchema,
    /**
     * How often it has gone off since people were last told, including that time. People may be told only at
     * 1.
     */
    count: z.number().int().positive(),
  }),
  /** Somebody has switched judging off for the endpoint's rollouts, or on again. */
  z.object({
    ...every,
    phase: z.literal('judging'),
    /** The one under way. */
    rollout: z.string().nullable(),
    status: z.enum(['off', 'on']),
    by: z.string(),
    reason: z.string(),
  }),
  /** Somebody, often an assistant, proposes that people do something. Nothing has been done. */
  z.object({
    ...every,
    phase: z.literal('proposal'),
    /** What it is about; null if no rollout of ours made what serves. */
    rollout: z.string().nullable(),
    proposal: proposalSchema.pick({
      kind: true,
      release: true,
      to: true,
      by: true,
      reason: true,
      until: true,
    }),
  }),
  /** A change that Greenlight did not make: a console edit, a deletion, another tool. */
  z.object({
    ...every,
    phase: z.literal('drift'),
    what: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  }),
  /** A manifest that starts no rollout: it applies to the next release, or it is invalid. */
  z.object({
    ...every,
    phase: z.literal('manifest'),
    manifest: manifestVersionSchema,
    uploadedBy: z.string(),
    status: z.enum(['next-release', 'unusable']),
    why: z.string(),
    problems: z.array(problemSchema),
  }),
  /** The defaults for all endpoints were uploaded: each next release uses them, or they are invalid. */
  z.object({
    schemaVersion: z.literal(schemaVersion),
    at: instantSchema,
    endpoint: z.null(),
    phase: z.literal('defaults'),
    manifest: manifestVersionSchema,
    uploadedBy: z.string(),
    status: z.enum(['next-release', 'unusable']),
    problems: z.array(problemSchema),
  }),
  /**
   * An object that looks like an artifact or a manifest, but is not read because of its place or spelling.
   */
  z.object({
    schemaVersion: z.literal(schemaVersion),
    at: instantSchema,
    endpoint: z.null(),
    phase: z.literal('misplaced'),
    /** What it seems to be; an archive if absent. */
    meant: meantSchema.optional(),
    /** The object, whatever it seems to be. */
    artifact: artifactSchema,
    uploadedBy: z.string(),
    problems: z.array(problemSchema),
  }),
]);
export type StateChange = z.infer<typeof stateChangeSchema>;

/** The members that every event of a rollout has. */
export const aboutRollout = (rollout: Rollout, at: Instant) => ({
  schemaVersion: '1' as const,
  at,
  endpoint: rollout.release.endpoint,
  rollout: rolloutName(rollout),
  release: rollout.release.id,
  attempt: rollout.attempt,
  version: versionOf(rollout),
});

/** The members that every event of a gate has. */
export const aboutGate = (rollout: Rollout, { stage, n, kind, round, digest }: GateItem) => ({
  id: `${rolloutName(rollout)}/${stage}/${n}`,
  stage,
  kind,
  round,
  ...(digest !== undefined && { digest }),
});
