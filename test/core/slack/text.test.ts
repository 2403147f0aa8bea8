import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateAt,
  escaped,
  fitLines,
  foreign,
  link,
  plainDate,
  unformatted,
} from '../../../core/slack/text.ts';
import { trafficBar } from '../../../core/slack/traffic-bar.ts';

describe('Text from outside', () => {
  it('neither formats, links nor mentions', () => {
    expect(escaped('<!channel> *b* ~s~ `c` a&b\n<https://evil.example|x>')).toBe(
      "&lt;!channel&gt; ∗b∗ ∼s∼ 'c' a&amp;b &lt;https://evil.example|x&gt;",
    );
  });

  it.each([
    ['a<b', 6, 'a&lt;b'],
    ['a<bc', 6, 'a&lt;…'],
    // An entity that doesn't fit whole goes whole: "a&lt…" would be read as it stands.
    ['a<bc', 5, 'a…'],
    ['&&&', 11, '&amp;&amp;…'],
    ['👩👩', 3, '👩…'],
    ['a\ud83d', 9, 'a\ufffd'],
  ])('%j in %i characters is %j', (text, max, expected) => {
    expect(foreign(text, max)).toBe(expected);
  });

  it('is never longer than allowed, and whole where it fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const cut = foreign(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[&<>]/);
        if (escaped(text).length <= max) expect(cut).toBe(escaped(text));
        expect(unformatted(text, max).length).toBeLessThanOrEqual(max);
      }),
    );
  });
});

describe('Lines that have to fit', () => {
  it('are left out whole, and counted', () => {
    expect(fitLines(['aaaa', 'bbbb', 'cccc'], 14)).toBe('aaaa\nbbbb\ncccc');
    expect(fitLines(['aaaa', 'bbbb', 'cccc'], 13)).toBe('… and 3 more');
    expect(fitLines(['aaaa', 'bbbb', 'cccccccccccccc'], 22)).toBe('aaaa\nbbbb\n… and 1 more');
  });
});

describe('Dates and links', () => {
  it('are Slack’s own, with a fallback', () => {
    expect(dateAt('2026-01-05T10:00:00.500Z')).toBe(
      '<!date^1767607200^{date_short_pretty} {time_secs}|2026-01-05 10:00:00 UTC>',
    );
    expect(plainDate('2026-01-05T10:00:00.500Z')).toBe('2026-01-05 10:00 UTC');
  });

  it('lead to web addresses only', () => {
    expect(link('https://a.example/?x=1&y=2', 'A|B')).toBe('<https://a.example/?x=1&amp;y=2|A¦B>');
    for (const url of [
      'javascript:alert(1)',
      'https://a.example|x>',
      'https://a b',
      '!channel',
      `https://${'a'.repeat(300)}`,
    ]) {
      expect(link(url, '<x>')).toBe('&lt;x&gt;');
    }
  });
});

describe('The traffic bar', () => {
  it.each([
    [0, 0],
    [0.1, 1],
    [1, 1],
    [33.3, 7],
    [50, 10],
    [99.9, 19],
    [100, 20],
    [-5, 0],
    [250, 20],
  ])('%f %% fills %i of 20', (percent, cells) => {
    expect(trafficBar(percent)).toBe('█'.repeat(cells) + '░'.repeat(20 - cells));
  });
});
