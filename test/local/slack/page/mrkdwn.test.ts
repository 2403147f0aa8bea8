import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mrkdwnHtml } from '../../../../local/slack/page/mrkdwn.ts';
import { channelHtml } from '../../../../local/slack/page/page.ts';
import { defaultWorkspace } from '../../../../local/slack/workspace.ts';

describe('Slack’s markup as HTML', () => {
  it.each([
    ['*bold* _it_ ~gone~', '<b>bold</b> <i>it</i> <s>gone</s>'],
    ['it is *rejected*.', 'it is <b>rejected</b>.'],
    ['2*3*4 snake_case_name', '2*3*4 snake_case_name'],
    ['a &lt;b&gt; &amp; "c"', 'a &lt;b&gt; &amp; &quot;c&quot;'],
    ['&copy; & <', '&amp;copy; &amp; &lt;'],
    ['`<b>`', '<code>&lt;b&gt;</code>'],
    ['```\n*a*\nb\n```', '<pre>*a*\nb</pre>'],
    [
      '<https://a.example/?x=1&amp;y=2|A &amp; B>',
      '<a href="https://a.example/?x=1&amp;y=2" target="_blank" rel="noopener noreferrer">A &amp; B</a>',
    ],
    ['<javascript:alert(1)|x>', 'x'],
    [
      '<https://a"onclick="x>',
      '<a href="https://a&quot;onclick=&quot;x" target="_blank" rel="noopener noreferrer">https://a&quot;onclick=&quot;x</a>',
    ],
    ['<@U0ANA> <!here>', '<span class="mention">@ana</span> <span class="mention">@here</span>'],
    [
      '<!date^1767607200^{time}|soon>',
      '<time datetime="2026-01-05T10:00:00.000Z" title="2026-01-05T10:00:00.000Z">10:00:00</time>',
    ],
    [':bell: :unknown:\nb', '🔔 :unknown:<br>b'],
    [':constructor:', ':constructor:'],
  ])('%j', (text, expected) => {
    expect(mrkdwnHtml(defaultWorkspace, text)).toBe(expected);
  });

  it('is never HTML of anybody else', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        '`',
        '```',
        '*',
        '_',
        '|',
        '<script>',
        '<!date^99999999999999^x|y>',
        '<!date^999999999999^x|y>',
        'https://',
        '<@U0ANA>',
        '&lt;',
      ),
      fc.string(),
    );
    const own =
      /<\/?(b|i|s|pre|code|br)>|<span class="mention">|<\/span>|<\/a>|<\/time>|<a href="https?:[^"<>]*" target="_blank" rel="noopener noreferrer">|<a href="mailto:[^"<>]*" target="_blank" rel="noopener noreferrer">|<time datetime="[^"<>]*" title="[^"<>]*">/g;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        expect(mrkdwnHtml(defaultWorkspace, text).replace(own, '')).not.toMatch(/[<>"]/);
        const message = { ts: '1767607200.000100', text, blocks: [], via: 'bot' } as const;
        const blocks = [{ type: 'header', text: { type: 'plain_text', text } }] as const;
        expect(channelHtml(defaultWorkspace, [message, { ...message, blocks }], 'U0ANA')).not.toContain(
          '<script',
        );
      }),
      { numRuns: 300 },
    );
  });
});
