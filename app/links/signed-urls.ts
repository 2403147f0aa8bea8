import { gateKey } from '../../core/gates/gate-key.ts';
import { answerLinks } from '../../core/links/answer-links.ts';
import { callbackUrl } from '../../core/links/callback.ts';
import type { SignedUrls } from '../../core/ports/signed-urls.ts';
import type { LinkKeyring } from './link-keyring.ts';

interface Dependencies {
  readonly keyring: LinkKeyring;
  /** The URL of the function decideGate; undefined if it has none. */
  readonly decideUrl: string | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The longest time that a gate may wait (core/gates/timing.ts). */
const longestMs = 30 * 24 * 3_600_000;

export const signedUrls = ({ keyring, decideUrl, now }: Dependencies): SignedUrls => ({
  answerLinks: async (rollout, item) =>
    item.ask?.anyoneWithLink && decideUrl !== undefined
      ? answerLinks(await keyring(), decideUrl, rollout, item, now())
      : undefined,
  callbackUrl: async (endpoint, place, until = now() + longestMs) =>
    decideUrl === undefined
      ? undefined
      : callbackUrl(await keyring(), decideUrl, { endpoint, gate: gateKey(place), expiresAt: until }),
});
