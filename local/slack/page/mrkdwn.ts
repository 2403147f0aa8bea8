import { userIn, type Workspace } from '../workspace.ts';
import { withEmoji } from './emoji.ts';
import { html } from './html.ts';

/** What stands out in mrkdwn: a block of code, a piece of code, or a control sequence between angle brackets. */
const special = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>/g;

/**
 * Slack's markup as HTML, as far as messages use it (docs.slack.dev, "Formatting message text"). Whatever the text
 * holds, nothing of it is HTML but what is made here.
 */
export function mrkdwnHtml(workspace: Workspace, text: string): string {
  let from = 0;
  let out = '';
  for (const match of text.matchAll(special)) {
    const [whole, block, code, control] = match;
    out += formatted(text.slice(from, match.index));
    if (block !== undefined) out += `<pre>${literal(block.replace(/^\n|\n$/g, ''))}</pre>`;
    else if (code !== undefined) out += `<code>${literal(code)}</code>`;
    else if (control !== undefined) out += controlHtml(workspace, control);
    from = match.index + whole.length;
  }
  return out + formatted(text.slice(from));
}

/** Text whose `&amp;`, `&lt;` and `&gt;` are entities already, and whose other characters are not. */
const literal = (text: string): string => html(text).replace(/&amp;(amp|lt|gt);/g, '&$1;');

function formatted(text: string): string {
  const mark = (source: string, tag: string, character: string) =>
    source.replace(
      new RegExp(`(^|[\\s(])\\${character}([^\\${character}\\n]+)\\${character}(?=$|[\\s).,:;!?])`, 'gm'),
      `$1<${tag}>$2</${tag}>`,
    );
  const marked = mark(mark(mark(literal(text), 'b', '*'), 'i', '_'), 's', '~');
  return withEmoji(marked).replaceAll('\n', '<br>');
}

/** `https://…|label`, `!date^…|fallback`, `@U…`, `!subteam^S…`, `!here`. */
function controlHtml(workspace: Workspace, control: string): string {
  const bar = control.indexOf('|');
  const target = bar < 0 ? control : control.slice(0, bar);
  const label = bar < 0 ? undefined : control.slice(bar + 1);
  const date = /^!date\^(\d{1,12})\^/.exec(target)?.[1];
  if (date !== undefined) return dateHtml(Number(date));
  if (target.startsWith('@')) {
    const user = userIn(workspace, target.slice(1));
    return `<span class="mention">@${html(user?.name ?? label ?? target.slice(1))}</span>`;
  }
  if (target === `!subteam^${workspace.group.id}`)
    return `<span class="mention">@${html(workspace.group.handle)}</span>`;
  if (/^[!#]/.test(target)) return `<span class="mention">@${literal(label ?? target.slice(1))}</span>`;
  if (!/^(https?:\/\/|mailto:)/.test(target)) return literal(label ?? target);
  const address = literal(target);
  return `<a href="${address}" target="_blank" rel="noopener noreferrer">${literal(label ?? target)}</a>`;
}

/** In UTC, like all times here: whoever looks at a simulated clock knows no time zone. */
export function dateHtml(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return `<time datetime="${iso}" title="${iso}">${iso.slice(11, 19)}</time>`;
}
