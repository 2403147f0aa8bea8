import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvals, type GateQuestion, rejections } from '../../../core/gates/ask.ts';
import { type GateItem, openedGate } from '../../../core/gates/item.ts';
import { askPage, donePage, type QuestionView, refusedPage } from '../../../core/pages/decision-page.ts';
import { instantMs } from '../../support/builders.ts';

const ask: GateQuestion = {
  question: 'Release it?',
  approve: 'approve',
  reject: 'reject',
  anyoneWithLink: true,
  reasonNeeded: false,
};
const until = instantMs + 3_600_000;
const asked = (item: Partial<GateItem> = {}, over: Partial<QuestionView> = {}): QuestionView => ({
  endpoint: 'iris',
  version: 'v2',
  rollout: 'iris-5f3a0c81d2e4-1',
  item: { ...openedGate('before', 0, 'approval', instantMs), ask, until, ...item },
  ...over,
});
const offered = { verdict: 'approve', reference: 'v1.k.c.m', expiresAt: until } as const;
const rowsOf = (body: string) =>
  Object.fromEntries(
    [...body.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, name = '', text]) => [name, text]),
  );

describe('The page of a link', () => {
  it('names the answer by the gate’s own words, and what each of the two does', () => {
    for (const approve of approvals) {
      for (const reject of rejections) {
        const words = { ...ask, approve, reject };
        const yes = askPage(asked(), words, offered);
        const no = askPage(asked(), words, { ...offered, verdict: 'reject' });
        const label = (body: string) => /<button type="submit">(.*?)<\/button>/.exec(body)?.[1] ?? '';
        expect(label(yes)).not.toBe(label(no));
        for (const body of [yes, no])
          expect(Object.keys(rowsOf(body))).toEqual(expect.arrayContaining([label(yes), label(no)]));
      }
    }
  });

  it('sends the link and the verdict, to where it came from', () => {
    const body = askPage(asked(), ask, { ...offered, verdict: 'reject' });
    expect(body).toContain('<form method="post" action="decide">');
    expect(body).toContain('<input type="hidden" name="link" value="v1.k.c.m">');
    expect(body).toContain('<input type="hidden" name="action" value="reject">');
  });

  it('says until when: the question’s end, or the link’s where that comes first', () => {
    expect(rowsOf(askPage(asked(), ask, offered)).Until).toBe('2026-01-05 11:00 UTC');
    const { until: _, ...item } = asked().item;
    expect(rowsOf(askPage({ ...asked(), item }, ask, offered)).Until).toBe(
      '2026-01-05 11:00 UTC (this link; the question stays open longer)',
    );
  });

  it.each([
    [{ otherwise: 'approve' }, 'counts as: Approve'],
    [{ otherwise: 'reject' }, 'counts as: Reject'],
    [{ otherwise: 'roll-back' }, 'counts as: Reject'],
    [{ hold: { otherwise: 'keep' } }, 'counts as: Approve'],
    [{ otherwise: 'pass' }, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('says what no answer comes to, as far as the gate says: %j', (config, said) => {
    expect(rowsOf(askPage(asked({}, { config }), ask, offered))['No answer']).toBe(said);
  });

  it('has no place for markup of others', () => {
    const hostile = fc.constantFrom(
      '<script>',
      '"><img src=x>',
      '</dd></dl>',
      "' onclick='x",
      '&#60;b>',
      '\u202e',
    );
    const any = fc.string({ unit: 'binary' }).chain((text) => hostile.map((more) => `${text}${more}${text}`));
    const shape = (body: string) => (body.match(/<[^>]*>/g) ?? []).join('').replace(/value="v1[^"]*"/, '');
    const harmless = [
      askPage(asked(), ask, offered),
      donePage(asked(), 'approve'),
      refusedPage('t', 't', asked()),
    ].map(shape);
    fc.assert(
      fc.property(any, any, any, (version, question, kind) => {
        const with_ = asked({ kind, ask: { ...ask, question } }, { version, endpoint: question });
        const bodies = [
          askPage(with_, { ...ask, question }, offered),
          donePage(with_, 'approve'),
          refusedPage(version, question, with_),
        ];
        expect(bodies.map(shape)).toEqual(harmless);
      }),
    );
  });
});

describe('The page of an answer', () => {
  it('says what was done, in the gate’s words', () => {
    const after = asked({ stage: 'after', ask: { ...ask, approve: 'keep', reject: 'roll-back' } });
    expect(donePage(after, 'approve')).toContain('<h1>Kept</h1>\n<p>The new release stays live.</p>');
    expect(donePage(after, 'reject')).toContain('<h1>To be rolled back</h1>');
    expect(rowsOf(donePage(after, 'reject')).Gate).toBe('approval, after the shift');
  });

  it('or that nothing was', () => {
    expect(refusedPage('Too late', 'Nothing was changed.')).toContain('<p>Nothing was changed.</p>\n</main>');
  });
});
