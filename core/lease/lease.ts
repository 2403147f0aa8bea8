import * as z from 'zod';
import { instantSchema } from '../values/instant.ts';

/** An upload's position among the uploads of its endpoint (order.ts). */
const uploadOrderSchema = z.object({
  key: z.string(),
  /** S3's order of the writes to one key: hexadecimal. */
  sequencer: z.string().optional(),
  /** The upload's time according to S3; corrected by `align` if it contradicts the sequencers of its key. */
  uploadedAt: instantSchema,
  release: z.string(),
});
export type UploadOrder = z.infer<typeof uploadOrderSchema>;

/** A rollout that wants exclusive use of the endpoint. */
const claimSchema = z.object({
  rollout: z.string(),
  release: z.string(),
  endpoint: z.string(),
  kind: z.enum(['upload', 'manifest', 'retry', 'rollback']),
  order: uploadOrderSchema,
  /** The ARN of the execution that the claim belongs to; if one ends, so does the other. */
  execution: z.string(),
  /** When it was requested. */
  at: instantSchema,
  /** The attempt of the same release whose place it takes, as long as that one has not begun to shift. */
  replaces: z.string().optional(),
  /** The config that a rollback goes back to. Absent in claims of earlier versions. */
  to: z.string().optional(),
});
export type LeaseClaim = z.infer<typeof claimSchema>;

const queuedSchema = z.object({ claim: claimSchema, token: z.string(), since: instantSchema });

/** The rollout that is next, with its task token. */
const waitingSchema = queuedSchema.extend({
  /**
   * The rollout whose place it took. Stored so that a retry still finds it if the function died before
   * telling it.
   */
  displaced: queuedSchema.optional(),
});
export type Waiting = z.infer<typeof waitingSchema>;
export type Displaced = z.infer<typeof queuedSchema>;

/** How far the holder is; this decides what stopping it means. */
const phaseSchema = z.enum(['before', 'shifting', 'after', 'caretaking']);
export type LeasePhase = z.infer<typeof phaseSchema>;

/** The one rollout that may change the endpoint now. */
const holderSchema = z.object({
  claim: claimSchema,
  /**
   * The fencing number: every step that changes anything presents it, and only the newest number is accepted.
   */
  fence: z.number().int().positive(),
  phase: phaseSchema,
  since: instantSchema,
  /**
   * Set from the handover until the holder shows itself: the token to complete, and the rollout whose end
   * began the handover. So if that rollout's conclusion dies before it completes the token, a retry finds it
   * here.
   */
  wake: z.object({ token: z.string(), by: z.string() }).optional(),
  /**
   * The attempt of the same release, under a newer manifest, that takes its place: the holder must not begin
   * its shift.
   */
  replacedBy: z.string().optional(),
});
export type Holder = z.infer<typeof holderSchema>;

/** One endpoint's lease: at most one holder, and at most one rollout that is next (only behind a holder). */
export const leaseSchema = z.object({
  /** The last fencing number issued; it only grows. */
  fence: z.number().int().nonnegative(),
  holder: holderSchema.optional(),
  next: waitingSchema.optional(),
  /**
   * The newest upload admitted or superseded so far. A waiting upload also counts, but only while it waits.
   */
  newest: uploadOrderSchema.optional(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** The lease of an endpoint that was never released to. */
export const unclaimed: Lease = { fence: 0 };

/** The lease after a decision; the identical object if nothing changed. */
export interface Change<A> {
  readonly lease: Lease;
  readonly answer: A;
}

export const seenLeaseSchema = z.object({
  lease: leaseSchema,
  /** Counts the writes; 0 if there was none. */
  revision: z.number().int().nonnegative(),
});
/** A lease as it was read or written. */
export type SeenLease = z.infer<typeof seenLeaseSchema>;

/** The leases of all endpoints. */
export interface Leases {
  read(endpoint: string): Promise<Lease>;
  /** The same, to be changed later. */
  look(endpoint: string): Promise<SeenLease>;
  /**
   * Reads the lease, calls `decide`, and writes the result atomically: if somebody else writes in between,
   * `decide` is called again. If it was `seen` before, it is read only if somebody has written since; an answer that
   * changes nothing then rests on what was seen.
   * @throws LeaseContended if others keep writing in between
   */
  change<A>(endpoint: string, decide: (lease: Lease) => Change<A>, seen?: SeenLease): Promise<A>;
}

/**
 * Too many writers wanted to change the same lease at once. Nothing was written, so it is safe to try again
 * later.
 */
export class LeaseContended extends Error {
  override readonly name = 'LeaseContended';
  constructor(endpoint: string, tries: number) {
    super(
      `the lease of endpoint ${endpoint} was changed by others at each of ${tries} tries; try again later`,
    );
  }
}
