import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatMessage, type Notice } from '../../../core/notices/notice.ts';

const aNotice = (over: Partial<Notice> = {}): Notice => ({
  endpoint: 'iris',
  thread: 'iris-0123456789ab-1',
  phase: 'DEPLOYED',
  severity: 'info',
  title: ':white_check_mark: iris v2: DEPLOYED',
  lines: ['The new config is live.', 'Release iris-0123456789ab-1.'],
  nextSteps: [],
  ...over,
});

interface ChatMessage {
  content: { title: string; description: string; nextSteps?: string[]; keywords: string[] };
  metadata: { summary: string; additionalContext: Record<string, unknown> };
}

describe('A notice as Amazon Q Developer in chat shows it', () => {
  it('has the form of a custom notification', () => {
    expect(chatMessage(aNotice({ nextSteps: ['Look at it.'] }))).toEqual({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: ':white_check_mark: iris v2: DEPLOYED',
        description: 'The new config is live.\nRelease iris-0123456789ab-1.',
        nextSteps: ['Look at it.'],
        keywords: ['iris', 'DEPLOYED'],
      },
      metadata: {
        threadId: 'iris-0123456789ab-1',
        summary: ':white_check_mark: iris v2: DEPLOYED',
        eventType: 'greenlight.deployed',
        additionalContext: { endpoint: 'iris', phase: 'DEPLOYED', severity: 'info' },
      },
    });
  });

  it('has no nextSteps where there are none', () => {
    expect(chatMessage(aNotice())).not.toHaveProperty('content.nextSteps');
  });

  it('keeps every limit, since a message over one is dropped without a word', () => {
    // Long by repeating: characters of one to four bytes, up to 12,000 UTF-16 units.
    const text = fc
      .tuple(
        fc.string({ unit: fc.constantFrom('a', 'é', '✓', '😀', '\u0000', '"', '\n'), maxLength: 12 }),
        fc.nat(1000),
      )
      .map(([part, times]) => part.repeat(times));
    const notices = fc.record({
      endpoint: text,
      title: text,
      lines: fc.array(text, { maxLength: 4 }),
      nextSteps: fc.array(text, { maxLength: 3 }),
      phase: text,
    });
    fc.assert(
      fc.property(notices, (over) => {
        const message = chatMessage(aNotice(over)) as unknown as ChatMessage;
        const { title, description, nextSteps = [], keywords } = message.content;
        expect(title.length).toBeLessThanOrEqual(250);
        expect(message.metadata.summary.length).toBeLessThanOrEqual(250);
        expect(description.length).toBeLessThanOrEqual(8000);
        for (const step of nextSteps) expect(step.length).toBeLessThanOrEqual(350);
        for (const keyword of keywords) expect(keyword.length).toBeLessThanOrEqual(75);
        for (const value of Object.values(message.metadata.additionalContext))
          expect(value).toBeTypeOf('string');
        // SNS takes 256 KiB.
        expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(256 * 1024);
      }),
      { numRuns: 50 },
    );
  });
});
