import { readFileSync } from 'node:fs';
import type { Message } from '../conversation.ts';
import type { Workspace } from '../workspace.ts';
import { blocksHtml } from './blocks.ts';
import { html } from './html.ts';
import { dateHtml, mrkdwnHtml } from './mrkdwn.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The page's own files: nothing comes from anywhere else. */
export const assets = {
  css: read('./page.css'),
  script: read('./in-browser.js'),
} as const;

/** The channel as `viewer` sees it: threads beneath their message, and what is for nobody else. */
export function channelHtml(workspace: Workspace, messages: readonly Message[], viewer: string): string {
  const seen = messages.filter(({ onlyTo }) => onlyTo === undefined || onlyTo === viewer);
  const roots = seen.filter(({ threadTs }) => threadTs === undefined);
  if (roots.length === 0) {
    return '<p class="empty">Nothing has been posted yet. Messages appear here as they come.</p>';
  }
  return roots
    .map((root) => {
      const replies = seen.filter(({ threadTs }) => threadTs === root.ts);
      return messageHtml(workspace, root, threadHtml(workspace, root.ts, replies));
    })
    .join('\n');
}

/** Closed at first, as in Slack; what is for the viewer alone is not to be missed. */
function threadHtml(workspace: Workspace, ts: string, replies: readonly Message[]): string {
  const last = replies.at(-1);
  if (last === undefined) return '';
  const count = `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`;
  const open = replies.some(({ onlyTo }) => onlyTo !== undefined) ? ' open' : '';
  return `<details class="thread" data-thread="${html(ts)}"${open}>
<summary><b>${count}</b> <span class="last">Last reply at ${dateHtml(secondsOf(last))}</span></summary>
${replies.map((reply) => messageHtml(workspace, reply)).join('\n')}
</details>`;
}

function messageHtml(workspace: Workspace, message: Message, thread = ''): string {
  const { ts, text, blocks, editedAt, onlyTo, via } = message;
  const body =
    blocks.length > 0
      ? blocksHtml(workspace, ts, blocks)
      : `<div class="section">${mrkdwnHtml(workspace, text)}</div>`;
  return `<article class="message${onlyTo === undefined ? '' : ' private'}" data-ts="${html(ts)}">
<div class="avatar" aria-hidden="true">${via === 'webhook' ? '🪝' : '🚦'}</div>
<div class="body">
${onlyTo === undefined ? '' : '<p class="only">👁 Only visible to you</p>'}
<p class="who"><b>${html(workspace.bot.name)}</b> <span class="app">${via === 'webhook' ? 'WEBHOOK' : 'APP'}</span> ${dateHtml(secondsOf(message))}${editedAt === undefined ? '' : ' <span class="edited">(edited)</span>'}</p>
${body}
${thread}
</div>
</article>`;
}

/** When a message was posted: its name says so. */
const secondsOf = ({ ts }: Message): number => Math.floor(Number(ts));

/** The page around the channel. */
export const pageHtml = (
  workspace: Workspace,
  messages: readonly Message[],
  viewer: string,
): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>#${html(workspace.channel.name)} | ${html(workspace.team.name)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_slack/page.css">
<script src="/_slack/page.js" defer></script>
</head>
<body>
<nav aria-label="Channels">
<h1>${html(workspace.team.name)}</h1>
<p>Channels</p>
<p class="channel" aria-current="page"># ${html(workspace.channel.name)}</p>
<p class="note">A stand-in of Slack in the local AWS: what the app posts is checked as Slack would, and buttons are sent to it signed as Slack signs. Times are those of the simulated clock, in UTC.</p>
</nav>
<main>
<header>
<h2># ${html(workspace.channel.name)}</h2>
<p id="state" role="status"></p>
<label>You are <select id="viewer">${workspace.users
  .map(
    ({ id, realName }) =>
      `<option value="${html(id)}"${id === viewer ? ' selected' : ''}>${html(realName)}</option>`,
  )
  .join('')}</select></label>
</header>
<div id="channel" aria-live="polite">
${channelHtml(workspace, messages, viewer)}
</div>
<p id="warning" role="alert" hidden></p>
</main>
<dialog id="confirm" aria-labelledby="confirm-title">
<h3 id="confirm-title"></h3>
<p id="confirm-text"></p>
<form method="dialog">
<button value="no" id="confirm-no" class="button"></button>
<button value="yes" id="confirm-yes" class="button"></button>
</form>
</dialog>
</body>
</html>
`;
