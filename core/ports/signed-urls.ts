import type { GatePlace } from '../gates/gate-key.ts';
import type { GateItem } from '../gates/item.ts';
import type { AnswerLinks } from '../links/answer-links.ts';
import type { Rollout } from '../release.ts';

/** The signed addresses by which a gate is answered. Whoever has one can: they go to nobody but whom they are for. */
export interface SignedUrls {
  /** None unless the gate asks, and its manifest says that a link is enough: then no secret is read either. */
  answerLinks(rollout: Rollout, item: GateItem): Promise<AnswerLinks | undefined>;
  /** Where the webhook of a gate answers later. */
  callbackUrl(endpoint: string, place: GatePlace, until: number | undefined): Promise<string>;
}
