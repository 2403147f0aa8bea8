import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, page, pageHeaders } from '../../../core/pages/page.ts';

describe('Text on a page', () => {
  it('is text, whatever it says', () => {
    expect(html(`<a href="x" title='y'>&amp;`)).toBe(
      '&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;amp;',
    );
    expect(html('one\r\ntwo\u0000\u202egnp\ud83d')).toBe('one two gnp\ufffd');
  });

  it('can neither end what it stands in nor begin anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html(text)).toMatch(/^([^<>"'&]|&#\d\d;)*$/u);
        expect(html(text).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('A page', () => {
  const made = page('<b>', 'good', '<p>body</p>');

  it('has its title as text, and its body as it is', () => {
    expect(made).toContain('<title>&#60;b&#62; · Greenlight</title>');
    expect(made).toContain('<h1>&#60;b&#62;</h1>\n<p>body</p>');
  });

  it('may use its own style, and nothing else', () => {
    const style = /<style>(.*)<\/style>/s.exec(made)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pageHeaders['content-security-policy']?.split('; ')).toEqual([
      `default-src 'none'`,
      `style-src 'sha256-${hash}'`,
      `form-action 'self'`,
      `frame-ancestors 'none'`,
      `base-uri 'none'`,
    ]);
    expect(made).not.toMatch(/<script|<link|<img|style=|https?:/);
  });
});
