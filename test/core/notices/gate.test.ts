import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateItem, openedGate } from '../../../core/gates/item.ts';
import { gateNotice } from '../../../core/notices/gate.ts';
import { chatMessage } from '../../../core/notices/notice.ts';
import { rolloutName } from '../../../core/release.ts';
import { aRelease, aRollout, instantMs } from '../../support/builders.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
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
    expect(gateNotice(rollout, item({ ask, until: instantMs }))).toEqual({
      endpoint: 'iris',
      thread: name,
      phase: 'gate',
      severity: 'warning',
      title: ':raised_hand: iris v2: asking at gate approval, before its shift',
      lines: ['Release it? Until 2026-01-05T10:00:00.000Z.'],
      nextSteps: [
        `npx greenlight approve ${name}/before/1`,
        `npx greenlight reject ${name}/before/1 --reason "…"`,
      ],
      key: `gate#${name}#before#1`,
    });
  });

  it('that asks nobody is why it waits, and wakes nobody', () => {
    expect(gateNotice(rollout, item({ stage: 'after', kind: 'soak', why: 'soaks for 30m' }))).toMatchObject({
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
        const { title, lines } = gateNotice(of, asked);
        for (const text of [title, ...lines]) {
          expect(text).not.toMatch(/[*<>@`~[\]|\p{Cc}]|https?:\/\//iu);
        }
      }
    };
    fc.assert(fc.property(outside, outside, outside, isHarmless));
  });

  it('keeps the limits of a chat message', () => {
    const message = chatMessage(gateNotice(rollout, item({ ask: { ...ask, question: 'x'.repeat(20_000) } })));
    const { content } = message as { content: { title: string; description: string } };
    expect(content.title.length).toBeLessThanOrEqual(250);
    expect(content.description.length).toBeLessThanOrEqual(8000);
  });
});
