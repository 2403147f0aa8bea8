import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RolloutView } from '../../../core/chat/view.ts';
import { rolloutMessage } from '../../../core/slack/message.ts';
import { noticePost, privateAnswer } from '../../../core/slack/post.ts';
import { checkBlocks } from '../../../local/slack/check-blocks.ts';
import { instant } from '../../support/builders.ts';
import { anyView, aRolloutView, refer } from '../../support/slack-views.ts';

/** What Slack reads as control sequences: only those that we make ourselves may be there. */
const controls = (text: string) => text.match(/<[^>]*>?/g) ?? [];
const ours =
  /^<(!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|[-\d: UTC+]+|https?:\/\/[^\s<>|]+\|[^<>|]*|@[UW][A-Z0-9]+)>$/;

describe('Any rollout, however hostile its words', () => {
  it('gives a message that Slack takes, with nothing in it that mentions or links but ours', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const message = rolloutMessage(view, refer);
        expect(checkBlocks(message.blocks)).toEqual(message.blocks);
        expect(message.text.length).toBeGreaterThan(0);
        expect(message.text.length).toBeLessThanOrEqual(4000);
        expect(controls(message.text)).toEqual([]);
        const texts = message.blocks.flatMap((block) =>
          block.type === 'section' ? [block.text] : block.type === 'context' ? block.elements : [],
        );
        for (const { text, verbatim } of texts) {
          expect(verbatim).toBe(true);
          expect(controls(text).filter((control) => !ours.test(control))).toEqual([]);
          // An ampersand alone would make an entity of what follows.
          expect(text.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
          expect(text.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves room below the size at which Slack refuses all blocks together', () => {
    const long = 'x'.repeat(50_000);
    const many = <T>(of: T): T[] => Array.from({ length: 200 }, () => of);
    const gate = { id: 'g', stage: 'after', kind: long, why: long, asks: true } as const;
    const alarm = {
      name: long,
      on: 'rollback',
      state: 'ALARM',
      value: 1.23456,
      threshold: 1,
      since: instant,
    } as const;
    const view: RolloutView = {
      ...aRolloutView({ endpoint: 'x'.repeat(63), rollout: 'x'.repeat(80), version: long, uploadedBy: long }),
      phase: 'concluded',
      endpointStatus: long,
      fleets: many({ name: long, config: long, trafficPercent: 33.333, instances: 1, size: 2, note: long }),
      alarms: many(alarm),
      decisions: many({ gate, verdict: 'reject', by: long, at: instant, via: long, reason: long } as const),
      conclusion: {
        outcome: 'DEPLOYED',
        cause: long,
        problems: many({ field: long, expected: long, got: long }),
        breaches: [],
        urgent: true,
      },
      serving: true,
      links: many({ label: long, url: `https://x.example/${'y'.repeat(200)}` }),
    };
    const size = JSON.stringify(rolloutMessage(view, refer).blocks).length;
    expect(size).toBeLessThan(12_500);
    expect(size).toBeGreaterThan(6000);
  });

  it('gives posts and answers that Slack takes, too', () => {
    const words = fc.string({ unit: 'binary', maxLength: 9000 });
    const notice = fc.record({
      endpoint: words,
      thread: words,
      phase: words,
      severity: fc.constantFrom('info', 'warning', 'critical'),
      title: words,
      lines: fc.array(words, { maxLength: 20 }),
      nextSteps: fc.array(words, { maxLength: 20 }),
    });
    fc.assert(
      fc.property(notice, (given) => {
        const { blocks, text } = noticePost(given as Parameters<typeof noticePost>[0]);
        checkBlocks(blocks);
        expect(controls(text)).toEqual([]);
        const answer = privateAnswer(given.title);
        expect(controls(answer.text)).toEqual([]);
        expect(answer.text.length).toBeLessThanOrEqual(4000);
      }),
      { numRuns: 60 },
    );
  });
});
