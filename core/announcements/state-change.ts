import * as z from 'zod';
import { artifactSchema } from '../artifact.ts';
import { breachSchema } from '../cloudwatch/breach.ts';
import { decisionSchema } from '../gates/decision.ts';
import { stageSchema } from '../gates/gate.ts';
import type { GateItem } from '../gates/item.ts';
import { changeSchema } from '../plan/changes.ts';
import { manifestVersionSchema } from '../plan/manifest-version.ts';
import { phaseSchema } from '../records/rollout-record.ts';
import { type Rollout, rolloutName, versionOf } from '../release.ts';
import { type Instant, instantSchema } from '../values/instant.ts';
import { meantSchema } from '../values/meant-as.ts';
import { problemSchema } from '../values/problem.ts';
import { conclusionSchema } from '../verdict/conclude.ts';

/** Raised when a reader of an older one could be misled; new members alone do not raise it. */
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
  /** Which of its questions. */
  round: z.number().int().positive(),
  /** Of what would be released, as it is asked about: what is approved is this. Absent in rollouts of version 0.1. */
  digest: z.string().optional(),
});

/**
 * The detail of "Greenlight Rollout State Change": everything that happens to a rollout, and what concerns one of
 * our endpoints outside any. Docs: docs/events.md; JSON Schema: greenlight-events.schema.json.
 */
export const stateChangeSchema = z.discriminatedUnion('phase', [
  z.object({ ...ofRollout, phase: phaseSchema.exclude(['concluded']) }),
  z.object({ ...ofRollout, phase: z.literal('concluded'), ...conclusionSchema.shape }),
  /** What became of the endpoint of a rollout that had ended before. */
  z.object({
    ...ofRollout,
    phase: z.literal('aftermath'),
    status: z.string(),
    serving: z.string().nullable(),
  }),
  /** It has come to a gate that waits, or asks people; again for another question. */
  z.object({
    ...ofRollout,
    phase: z.literal('gate'),
    gate: gateSchema.extend({
      why: z.string(),
      /** What people are asked; absent where nobody is. */
      question: z.string().optional(),
      until: instantSchema.optional(),
    }),
    /** Before the shift: what would be changed against what serves; of an environment names alone. */
    changes: z.array(changeSchema).optional(),
  }),
  /** What would be released has changed: what was asked, or answered, at that gate counts for nothing any more. */
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
    /** How often it has gone off since people were told of it, that time included: 1 is told, or may be. */
    count: z.number().int().positive(),
  }),
  /** Something that we did not do: a console edit, a deletion, another tool. */
  z.object({
    ...every,
    phase: z.literal('drift'),
    what: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  }),
  /** A manifest that starts nothing: in force for the next release, or of no use. */
  z.object({
    ...every,
    phase: z.literal('manifest'),
    manifest: manifestVersionSchema,
    uploadedBy: z.string(),
    status: z.enum(['next-release', 'unusable']),
    why: z.string(),
    problems: z.array(problemSchema),
  }),
  /** An object that was meant to be read, and is not, by its place or its spelling. */
  z.object({
    schemaVersion: z.literal(schemaVersion),
    at: instantSchema,
    endpoint: z.null(),
    phase: z.literal('misplaced'),
    /** What it was meant as; an archive where it is not said. */
    meant: meantSchema.optional(),
    /** The object, whatever it was meant as. */
    artifact: artifactSchema,
    uploadedBy: z.string(),
    problems: z.array(problemSchema),
  }),
]);
export type StateChange = z.infer<typeof stateChangeSchema>;

/** What every event of a rollout says about it. */
export const aboutRollout = (rollout: Rollout, at: Instant) => ({
  schemaVersion: '1' as const,
  at,
  endpoint: rollout.release.endpoint,
  rollout: rolloutName(rollout),
  release: rollout.release.id,
  attempt: rollout.attempt,
  version: versionOf(rollout),
});

/** What every event of a gate says about it. */
export const aboutGate = (rollout: Rollout, { stage, n, kind, round, digest }: GateItem) => ({
  id: `${rolloutName(rollout)}/${stage}/${n}`,
  stage,
  kind,
  round,
  ...(digest !== undefined && { digest }),
});
