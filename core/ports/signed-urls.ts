import type { GatePlace } from '../gates/gate-key.ts';
import type { GateItem } from '../gates/item.ts';
import type { AnswerLinks } from '../links/answer-links.ts';
import type { Rollout } from '../release.ts';

/**
 * The signed URLs by which a gate is answered. Anybody who has one can use it, so it is given only to its
 * addressee.
 */
export interface SignedUrls {
  /**
   * Undefined unless the gate asks and its manifest says that a link is enough; then no secret is read
   * either.
   */
  answerLinks(rollout: Rollout, item: GateItem): Promise<AnswerLinks | undefined>;
  /** The URL at which a gate's webhook answers later; undefined if the stage has no public address. */
  callbackUrl(endpoint: string, place: GatePlace, until: number | undefined): Promise<string | undefined>;
}
