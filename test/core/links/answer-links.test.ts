import { describe, expect, it } from 'vitest';
import { type GateItem, openedGate } from '../../../core/gates/item.ts';
import { answerLinks } from '../../../core/links/answer-links.ts';
import { roundOf, verifyToken } from '../../../core/links/signed-link.ts';
import { rolloutName } from '../../../core/release.ts';
import { aRelease, aRollout, instantMs } from '../../support/builders.ts';
import { aKeyring } from '../../support/slack-views.ts';

const rollout = aRollout();
const day = 86_400_000;
const asking = (more: Partial<GateItem> = {}, anyoneWithLink = true): GateItem => ({
  ...openedGate('before', 1, 'approval', instantMs),
  ask: { question: 'Release it?', approve: 'approve', reject: 'reject', anyoneWithLink, reasonNeeded: false },
  until: instantMs + 3_600_000,
  ...more,
});
const links = (item: GateItem, now = instantMs, of = rollout) =>
  answerLinks(aKeyring, 'https://f.lambda-url.us-east-1.on.aws/', of, item, now);

function claimOf(address = '', now = instantMs) {
  const reference = new URL(address).searchParams.get('link') ?? '';
  const verified = verifyToken(aKeyring, 'link', reference, now);
  if (!verified.ok) throw new Error(verified.why);
  return verified.claim;
}

describe('The links of a question', () => {
  it('are one for each answer, until the gate’s deadline', () => {
    const made = links(asking());
    const about = {
      endpoint: 'iris',
      rollout: rolloutName(rollout),
      gate: `gate#${rolloutName(rollout)}#before#1`,
      expiresAt: instantMs + 3_600_000,
    };
    expect(claimOf(made?.approve)).toMatchObject({ action: 'approve', ...about });
    expect(claimOf(made?.reject)).toMatchObject({ action: 'reject', ...about });
  });

  it('are none where a link is not enough, or nobody is asked', () => {
    expect(links(asking({}, false))).toBeUndefined();
    expect(links(openedGate('before', 1, 'webhook', instantMs))).toBeUndefined();
  });

  it('hold a week at most', () => {
    const { until: _, ...open } = asking();
    for (const item of [open, asking({ until: instantMs + 30 * day })]) {
      expect(claimOf(links(item)?.approve).expiresAt).toBe(instantMs + 7 * day);
    }
  });

  it('are the same when made again, and others for the next question', () => {
    expect(links(asking(), instantMs + 1000)).toEqual(links(asking()));
    const next = asking({ round: 2 });
    expect(roundOf(claimOf(links(asking())?.approve), 2)).toBe(1);
    expect(roundOf(claimOf(links(next)?.approve), 2)).toBe(2);
  });

  it('fit a line of a chat message whole, however long the names are', () => {
    const longest = aRollout({
      release: aRelease({ endpoint: 'e'.repeat(63), id: `${'e'.repeat(40)}-0123456789ab` }),
      attempt: 999,
    });
    expect(links(asking(), instantMs, longest)?.reject.length).toBeLessThanOrEqual(600);
  });
});
