import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateItem, openedGate } from '../../../core/gates/item.ts';
import { decisionNotice, gateNotice } from '../../../core/notices/gate.ts';
import { chatMessage } from '../../../core/notices/notice.ts';
import { rolloutName } from '../../../core/release.ts';
import { aRelease, aRollout, instantMs } from '../../support/builders.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
/** As on AWS: whoever types it may have another stage as their default. */
const flags = { greenlight: ' --stage prod --region eu-west-1', aws: ' --region eu-west-1' };
const ask = {
  question: 'Release it?',
  approve: 'approve',
  reject: 'reject',
  anyoneWithLink: false,
  reasonNeeded: false,
} as const;
const item = (over: Partial<GateItem> = {}): GateItem => ({
  ...openedGate('before', 1, 'approval', instantMs),
  why: 'waits for a person',
  ...over,
});

describe('What is told of a gate', () => {
  it('that asks is the question, until when, and how to answer', () => {
    expect(gateNotice(rollout, item({ ask, until: instantMs }), flags)).toEqual({
      endpoint: 'iris',
      thread: name,
      phase: 'gate',
      severity: 'warning',
      title: ':raised_hand: iris v2: asking at gate approval, before its shift',
      lines: ['Release it? Until 2026-01-05T10:00:00.000Z.'],
      nextSteps: [
        `npx greenlight approve ${name}/before/1 --stage prod --region eu-west-1`,
        `npx greenlight reject ${name}/before/1 --reason "…" --stage prod --region eu-west-1`,
      ],
      key: `gate#${name}#before#1`,
    });
  });

  it('that anyone with the link may decide has the links, whole', () => {
    // Longer than a next step may be: cut, it would lead nowhere.
    const link = (to: string) => `https://x.example/decide?link=${to}${'x'.repeat(700)}`;
    const notice = gateNotice(rollout, item({ ask }), flags, { approve: link('a'), reject: link('r') });
    const { content } = chatMessage(notice);
    expect(content.description).toContain(`\nTo approve: ${link('a')}\nTo reject: ${link('r')}`);
    expect(content.nextSteps).toHaveLength(2);
  });

  it('that asks nobody is why it waits, and wakes nobody', () => {
    expect(
      gateNotice(rollout, item({ stage: 'after', kind: 'soak', why: 'soaks for 30m' }), flags),
    ).toMatchObject({
      severity: 'info',
      title: ':raised_hand: iris v2: waiting at gate soak, after its shift',
      lines: ['soaks for 30m'],
      nextSteps: [],
    });
  });

  it('can neither format, nor link, nor mention, whatever the manifest or a webhook says', () => {
    const hostile = 'a\n*b* <!channel> @here `c` [d](http://evil.example) ~x~ <@U1|y>';
    const outside = fc.string().chain((text) => fc.constantFrom(text, `${text}${hostile}`));
    const isHarmless = (version: string, why: string, question: string) => {
      const of = aRollout({ release: aRelease({ version }) });
      for (const asked of [item({ why }), item({ why, ask: { ...ask, question } })]) {
        const { title, lines } = gateNotice(of, asked, flags);
        for (const text of [title, ...lines]) {
          expect(text).not.toMatch(/[*<>@`~[\]|\p{Cc}]|https?:\/\//iu);
        }
      }
    };
    fc.assert(fc.property(outside, outside, outside, isHarmless));
  });

  it('keeps the limits of a chat message', () => {
    const { content } = chatMessage(
      gateNotice(rollout, item({ ask: { ...ask, question: 'x'.repeat(20_000) } }), flags),
    );
    expect(content.title.length).toBeLessThanOrEqual(250);
    expect(content.description.length).toBeLessThanOrEqual(8000);
  });
});

describe('What is told of a decision', () => {
  const decision = {
    verdict: 'reject',
    by: 'U0ANA',
    name: 'Ana',
    via: 'slack',
    at: instantMs,
    round: 1,
  } as const;

  it('is what, by whom, when and why, in the place of the question', () => {
    expect(decisionNotice(rollout, item({ ask }), { ...decision, reason: 'not before the audit' })).toEqual({
      endpoint: 'iris',
      thread: name,
      phase: 'decision',
      severity: 'info',
      title: ':no_entry: iris v2: rejected at gate approval, before its shift',
      lines: ['By Ana (U0ANA), in Slack, at 2026-01-05T10:00:00.000Z.', 'Because: not before the audit'],
      nextSteps: [],
      key: `gate#${name}#before#1`,
    });
  });

  it.each([
    ['before', 'approve', 'approved'],
    ['during', 'approve', 'to be continued'],
    ['during', 'reject', 'aborted'],
    ['after', 'approve', 'kept'],
    ['after', 'reject', 'to be rolled back'],
  ] as const)('%s the shift, to %s, says that it is %s', (stage, verdict, words) => {
    expect(decisionNotice(rollout, item({ stage }), { ...decision, verdict }).title).toContain(
      `: ${words} at`,
    );
  });
});
