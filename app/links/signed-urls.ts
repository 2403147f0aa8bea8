import { type GatePlace, gateKey } from '../../core/gates/gate-key.ts';
import type { GateItem } from '../../core/gates/item.ts';
import { type AnswerLinks, answerLinks } from '../../core/links/answer-links.ts';
import { callbackUrl } from '../../core/links/callback.ts';
import type { Rollout } from '../../core/release.ts';
import type { LinkKeyring } from './link-keyring.ts';

/** The signed addresses by which a gate is answered. Whoever has one can: they go to nobody but whom they are for. */
export interface SignedUrls {
  /** None unless the gate asks, and its manifest says that a link is enough: then no secret is read either. */
  answerLinks(rollout: Rollout, item: GateItem): Promise<AnswerLinks | undefined>;
  /** Where the webhook of a gate answers later. */
  callbackUrl(endpoint: string, place: GatePlace, until: number | undefined): Promise<string>;
}

interface Dependencies {
  readonly keyring: LinkKeyring;
  /** The URL of the function decideGate. */
  readonly decideUrl: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** As long as a gate may wait at most (core/gates/timing.ts). */
const longestMs = 30 * 24 * 3_600_000;

export const signedUrls = ({ keyring, decideUrl, now }: Dependencies): SignedUrls => ({
  answerLinks: async (rollout, item) =>
    item.ask?.anyoneWithLink ? answerLinks(await keyring(), decideUrl, rollout, item, now()) : undefined,
  callbackUrl: async (endpoint, place, until = now() + longestMs) =>
    callbackUrl(await keyring(), decideUrl, { endpoint, gate: gateKey(place), expiresAt: until }),
});
