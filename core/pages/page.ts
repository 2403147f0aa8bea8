import { createHash } from 'node:crypto';
import { oneLine } from '../values/plain-text.ts';

/**
 * Escapes text from outside for HTML, between tags and within quoted attributes: one line, no control of text
 * direction, no markup.
 */
export const html = (text: string): string =>
  oneLine(text.toWellFormed()).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export type Tone = 'plain' | 'good' | 'bad';

const style = `
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--ink:#1c2330;--quiet:#5c6675;--line:#e1e4ea;--good:#18794e;--bad:#c4320a}
@media(prefers-color-scheme:dark){:root{--page:#12161d;--card:#1b212b;--ink:#e8ebf0;--quiet:#9aa4b3;--line:#2e3643;--good:#30a46c;--bad:#f0633a}}
*{box-sizing:border-box}
body{margin:0;padding:6vh 16px;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:36rem;margin:auto;padding:28px 32px;background:var(--card);border:1px solid var(--line);border-top:4px solid var(--quiet);border-radius:10px;overflow-wrap:anywhere}
main.good{border-top-color:var(--good)}main.bad{border-top-color:var(--bad)}
h1{margin:0 0 12px;font-size:1.35rem;line-height:1.3}
p{margin:0 0 16px}
dl{display:grid;grid-template-columns:fit-content(8rem) 1fr;gap:6px 20px;margin:0 0 20px;padding:16px 0;border:solid var(--line);border-width:1px 0}
dl:last-child{margin:0;padding-bottom:0;border-bottom:0}
dt,label,small,footer{color:var(--quiet)}dd{margin:0}
label{display:block;margin-bottom:4px}
textarea{display:block;width:100%;margin-bottom:16px;padding:8px 10px;font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);border-radius:6px}
button{padding:10px 22px;font:inherit;font-weight:600;color:#fff;background:#18794e;border:0;border-radius:6px;cursor:pointer}
main.bad button{background:#c4320a}
small{display:block;margin-top:14px}
footer{max-width:36rem;margin:14px auto 0;font-size:.85rem}
@media(max-width:480px){main{padding:22px 18px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * Nothing may be loaded, run or framed, and the form posts only to its own origin. The page's URL is a
 * secret: it is neither cached nor sent as referrer.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
};

/** A page with one card on it. `body` is HTML, `title` is text. */
export const page = (title: string, tone: Tone, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)} · Greenlight</title>
<style>${style}</style>
</head>
<body>
<main class="${tone}">
<h1>${html(title)}</h1>
${body}
</main>
<footer>Greenlight releases models to Amazon SageMaker endpoints.</footer>
</body>
</html>
`;
