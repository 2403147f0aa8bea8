import * as z from 'zod';
import { breachSchema } from '../alarm.ts';
import { problemSchema } from '../problem.ts';
import { phaseSchema } from '../records/rollout-record.ts';
import { artifactSchema, type Rollout, rolloutName } from '../release.ts';
import { conclusionSchema } from '../verdict/conclude.ts';

/** Raised when a reader of an older one could be misled; new members alone do not raise it. */
export const schemaVersion = '1';

const every = { schemaVersion: z.literal(schemaVersion), at: z.string(), endpoint: z.string() };

const ofRollout = {
  ...every,
  /** `<release>-<attempt>`: the execution's name. */
  rollout: z.string(),
  release: z.string(),
  attempt: z.number(),
  version: z.string(),
};

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
  z.object({
    ...every,
    phase: z.literal('alarm'),
    rollout: z.string().nullable(),
    breach: breachSchema,
  }),
  /** Something that we did not do: a console edit, a deletion, another tool. */
  z.object({
    ...every,
    phase: z.literal('drift'),
    what: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  }),
  /** A tarball that no endpoint can be told from. */
  z.object({
    schemaVersion: z.literal(schemaVersion),
    at: z.string(),
    endpoint: z.null(),
    phase: z.literal('misplaced'),
    artifact: artifactSchema,
    uploadedBy: z.string(),
    problems: z.array(problemSchema),
  }),
]);
export type StateChange = z.infer<typeof stateChangeSchema>;

/** What every event of a rollout says about it. */
export const aboutRollout = (rollout: Rollout, at: string) => ({
  schemaVersion: '1' as const,
  at,
  endpoint: rollout.release.endpoint,
  rollout: rolloutName(rollout),
  release: rollout.release.id,
  attempt: rollout.attempt,
  version: rollout.release.version,
});
