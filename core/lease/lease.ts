import * as z from 'zod';
import { instantSchema } from '../values/instant.ts';

/** Where an upload stands among the uploads of its endpoint (order.ts). */
const uploadOrderSchema = z.object({
  key: z.string(),
  /** S3's order of the writes to one key: hexadecimal. */
  sequencer: z.string().optional(),
  /** When S3 says the upload was made; moved by `align` where that contradicts the sequencers of its key. */
  uploadedAt: instantSchema,
  release: z.string(),
});
export type UploadOrder = z.infer<typeof uploadOrderSchema>;

/** A rollout that wants the endpoint for itself. */
const claimSchema = z.object({
  rollout: z.string(),
  release: z.string(),
  endpoint: z.string(),
  kind: z.enum(['upload', 'manifest', 'retry', 'rollback']),
  order: uploadOrderSchema,
  /** The ARN of the execution that lives or dies with the claim. */
  execution: z.string(),
  /** When it was asked for. */
  at: instantSchema,
  /** Another attempt of the same release, whose place it takes while that one has not begun to shift. */
  replaces: z.string().optional(),
});
export type LeaseClaim = z.infer<typeof claimSchema>;

const queuedSchema = z.object({ claim: claimSchema, token: z.string(), since: instantSchema });

/** The one who is next, by its task token. */
const waitingSchema = queuedSchema.extend({
  /** Whose place it took: kept so that a function that died before telling them finds them when tried again. */
  displaced: queuedSchema.optional(),
});
export type Waiting = z.infer<typeof waitingSchema>;
export type Displaced = z.infer<typeof queuedSchema>;

/** How far the holder is: what stopping it means depends on it. */
const phaseSchema = z.enum(['before', 'shifting', 'after', 'caretaking']);
export type LeasePhase = z.infer<typeof phaseSchema>;

/** The one rollout that may change the endpoint now. */
const holderSchema = z.object({
  claim: claimSchema,
  /** The fencing number: every step that changes anything shows it, and only the newest one counts. */
  fence: z.number().int().positive(),
  phase: phaseSchema,
  since: instantSchema,
  /**
   * Present from the handover until the holder shows itself: the token to be completed, and the rollout whose end
   * began the handover, so that a conclusion that died before waking it finds it when tried again.
   */
  wake: z.object({ token: z.string(), by: z.string() }).optional(),
  /** The attempt of the same release, under a newer manifest, that takes its place: it must not begin its shift. */
  replacedBy: z.string().optional(),
});
export type Holder = z.infer<typeof holderSchema>;

/** One endpoint's lease: at most one holder, and at most one who is next (only behind a holder). */
export const leaseSchema = z.object({
  /** The last fencing number given out; it only grows. */
  fence: z.number().int().nonnegative(),
  holder: holderSchema.optional(),
  next: waitingSchema.optional(),
  /** The newest upload admitted or superseded so far; one that waits counts besides, for as long as it does. */
  newest: uploadOrderSchema.optional(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** The lease of an endpoint that was never released to. */
export const unclaimed: Lease = { fence: 0 };

/** What a decision makes of the lease; the very same object where it changes nothing. */
export interface Change<A> {
  readonly lease: Lease;
  readonly answer: A;
}

/** The leases of all endpoints. */
export interface Leases {
  read(endpoint: string): Promise<Lease>;
  /**
   * Decides on the lease as it is and writes what was decided, as one step: where another came between, `decide`
   * is asked again.
   * @throws LeaseContended where others came between again and again
   */
  change<A>(endpoint: string, decide: (lease: Lease) => Change<A>): Promise<A>;
}

/** Too many wanted to change the same lease at once. Nothing was written, so trying again later is harmless. */
export class LeaseContended extends Error {
  override readonly name = 'LeaseContended';
  constructor(endpoint: string, tries: number) {
    super(
      `the lease of endpoint ${endpoint} was changed by others at each of ${tries} tries; try again later`,
    );
  }
}
