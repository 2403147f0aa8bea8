import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aboutRollout, type StateChange } from '../../../core/announcements/state-change.ts';
import { chatMessage, messageAttributes, type Notice, noticeOf } from '../../../core/notices/notice.ts';
import { rolloutName } from '../../../core/release.ts';
import { plain } from '../../../core/values/plain-text.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { noticeFaults } from '../../../scenarios/custom-notification.ts';
import { aBreach, aProblem, aRollout, aStop, instant } from '../../support/builders.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
const concluded = (over: object = {}): StateChange => ({
  ...aboutRollout(rollout, instant),
  phase: 'concluded',
  ...concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } }),
  ...over,
});

const aNotice = (over: Partial<Notice> = {}): Notice => ({
  endpoint: 'iris',
  thread: name,
  phase: 'DEPLOYED',
  severity: 'info',
  title: ':white_check_mark: iris v2: DEPLOYED',
  lines: ['The new config is live.', 'Release iris-0123456789ab-1.'],
  nextSteps: [],
  ...over,
});

const faultsOf = (notice: Notice) =>
  noticeFaults(JSON.stringify(chatMessage(notice)), messageAttributes(notice));

describe('A notice as Amazon Q Developer in chat shows it', () => {
  it('has the form of a custom notification, with the whole event as JSON', () => {
    const event = concluded();
    const message = chatMessage(aNotice({ nextSteps: ['Look at it.'], key: 'gate#x', event }));
    expect(message).toEqual({
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
        threadId: name,
        summary: ':white_check_mark: iris v2: DEPLOYED',
        eventType: 'greenlight.deployed',
        additionalContext: {
          endpoint: 'iris',
          phase: 'DEPLOYED',
          severity: 'info',
          rollout: name,
          outcome: 'DEPLOYED',
          key: 'gate#x',
          event: JSON.stringify(event),
        },
      },
    });
  });

  it('has nothing that there is not', () => {
    const { content, metadata } = chatMessage(aNotice({ phase: 'queued' }));
    expect(content).not.toHaveProperty('nextSteps');
    expect(metadata.additionalContext).toEqual({ endpoint: 'iris', phase: 'queued', severity: 'info' });
  });

  it('may be filtered by endpoint, phase, outcome and severity', () => {
    const by = { endpoint: 'iris', severity: 'info' };
    expect(messageAttributes(aNotice())).toEqual({ ...by, phase: 'DEPLOYED', outcome: 'DEPLOYED' });
    expect(messageAttributes(aNotice({ phase: 'gate' }))).toEqual({ ...by, phase: 'gate' });
  });

  it.each([
    ['no line', { lines: [] }],
    ['an empty line', { lines: [''] }],
    ['no title', { title: '' }],
    ['nothing at all', { title: '', lines: [], thread: 't', nextSteps: [''], phase: 'x' }],
  ])('is sound with %s', (_, over) => {
    expect(faultsOf(aNotice(over))).toEqual([]);
  });
});

/** Text by repeating: all that could be cut wrongly, or be read as something else. */
const part = fc.constantFrom(
  ...[
    'a',
    'é',
    '✓',
    '😀',
    '👩‍👩‍👧',
    '\u0000',
    '"',
    '\\',
    '\n',
    '\u2028',
    '\u202e',
    '\ud83d',
    '\udc00',
    '\ufffe',
    '\u0085',
  ],
  ...['<!channel>', '*b*', '`c`', '[d](http://evil.example)', '<@U1|y>', '&lt;'],
);
const hostile = (times: number) =>
  fc
    .tuple(fc.array(part, { maxLength: 6 }), fc.nat(times))
    .map(([parts, repeated]) => parts.join('').repeat(repeated));

describe('Any notice', () => {
  it('keeps every limit, since a message over one is dropped without a word', () => {
    const notices = fc.record({
      endpoint: hostile(40).filter((text) => text !== ''),
      thread: hostile(40).map((text) => `t${text}`),
      title: hostile(200),
      lines: fc.array(hostile(1000), { maxLength: 4 }),
      nextSteps: fc.array(hostile(100), { maxLength: 20 }),
      phase: hostile(40).filter((text) => text !== ''),
      key: hostile(100).map((text) => `k${text}`),
      event: fc.tuple(hostile(20_000), fc.nat(100)).map(([text, count]) =>
        concluded({
          cause: text,
          problems: Array.from({ length: count }, () => aProblem({ got: text.slice(0, 4000) })),
          breaches: Array.from({ length: count }, () => aBreach({ reason: text.slice(0, 2000) })),
        }),
      ),
    });
    fc.assert(
      fc.property(notices, (over) => {
        const notice = aNotice(over);
        expect(faultsOf(notice)).toEqual([]);
        // Cut or whole, the event is one.
        expect(noticeOf(chatMessage(notice))?.event?.phase).toBe('concluded');
      }),
      { numRuns: 40 },
    );
  });

  it('has a place for a reason of ten megabytes, and says what is missing', () => {
    const reason = '😀"'.repeat(3_500_000);
    const notice = aNotice({
      title: reason,
      lines: [plain(reason)],
      event: concluded({ cause: reason, stop: aStop({ reason }) }),
    });
    expect(faultsOf(notice)).toEqual([]);
    const message = chatMessage(notice);
    expect(message.metadata.additionalContext.eventCut).toBe(
      'texts are cut after 4000 characters and lists after 200 items',
    );
    expect(noticeOf(message)?.event).toMatchObject({ phase: 'concluded', rollout: name });
  });

  it('can be read back from its message, event and all', () => {
    const safe = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map((text) => plain(text) || '-');
    const notices = fc.record({
      endpoint: safe,
      thread: safe,
      title: safe,
      lines: fc.array(safe, { minLength: 1, maxLength: 5 }).filter((lines) => lines.join('').trim() !== ''),
      nextSteps: fc.array(safe, { maxLength: 5 }),
      key: safe,
      event: safe.map((cause) => concluded({ cause, breaches: [aBreach({ children: [cause] })] })),
    });
    fc.assert(
      fc.property(notices, (over) => {
        const notice = aNotice(over);
        const message = JSON.parse(JSON.stringify(chatMessage(notice)));
        expect(noticeOf(message)).toEqual({ ...notice, rollout: name, outcome: 'DEPLOYED' });
      }),
      { numRuns: 100 },
    );
  });
});

describe('Reading a message', () => {
  it.each([
    ['CloudWatch’s own', { AlarmName: 'a', NewStateValue: 'ALARM' }],
    ['text', 'hello'],
    ['nothing', undefined],
    ['somebody else’s notification', { version: '1.0', source: 'custom', content: { description: 'x' } }],
  ])('that is %s finds no notice', (_, message) => {
    expect(noticeOf(message)).toBeUndefined();
  });

  it.each(['no JSON', '{"phase":"of-tomorrow"}', '7'])(
    'with an event that this version does not know (%s) finds the rest',
    (event) => {
      const message = chatMessage(aNotice({ key: 'gate#x' }));
      const additionalContext = { ...message.metadata.additionalContext, event, newcomer: 'x' };
      const read = noticeOf({ ...message, metadata: { ...message.metadata, additionalContext } });
      expect(read).toEqual({ ...aNotice({ key: 'gate#x' }), outcome: 'DEPLOYED' });
    },
  );
});
