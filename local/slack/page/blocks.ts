import type { Block, Button, Text } from '../block-schema.ts';
import type { Workspace } from '../workspace.ts';
import { withEmoji } from './emoji.ts';
import { html } from './html.ts';
import { mrkdwnHtml } from './mrkdwn.ts';

/** The blocks of a message as HTML. Buttons carry what the page's script needs to press them. */
export const blocksHtml = (workspace: Workspace, ts: string, blocks: readonly Block[]): string =>
  blocks.map((block) => blockHtml(workspace, ts, block)).join('\n');

function blockHtml(workspace: Workspace, ts: string, block: Block): string {
  switch (block.type) {
    case 'header':
      return `<h3>${textHtml(workspace, block.text)}</h3>`;
    case 'section': {
      const text = block.text === undefined ? '' : `<div>${textHtml(workspace, block.text)}</div>`;
      const fields = (block.fields ?? []).map((field) => `<div>${textHtml(workspace, field)}</div>`).join('');
      const accessory = block.accessory === undefined ? '' : buttonHtml(workspace, ts, block.accessory);
      return `<div class="section">${text}${fields && `<div class="fields">${fields}</div>`}${accessory}</div>`;
    }
    case 'context':
      return `<div class="context">${block.elements.map((text) => `<span>${textHtml(workspace, text)}</span>`).join(' ')}</div>`;
    case 'actions':
      return `<div class="actions">${block.elements.map((button) => buttonHtml(workspace, ts, button)).join('')}</div>`;
    case 'divider':
      return '<hr>';
    default:
      return block satisfies never;
  }
}

const textHtml = (workspace: Workspace, text: Text): string =>
  text.type === 'mrkdwn'
    ? mrkdwnHtml(workspace, text.text)
    : (text.emoji === false ? html(text.text) : withEmoji(html(text.text))).replaceAll('\n', '<br>');

function buttonHtml(
  workspace: Workspace,
  ts: string,
  { action_id, text, url, style, confirm }: Button,
): string {
  if (url !== undefined) {
    const safe = /^https?:\/\//.test(url) ? url : '#';
    return `<a class="button" href="${html(safe)}" target="_blank" rel="noopener noreferrer">${textHtml(workspace, text)}</a>`;
  }
  const dialog =
    confirm &&
    JSON.stringify({
      title: textHtml(workspace, confirm.title),
      text: textHtml(workspace, confirm.text),
      confirm: textHtml(workspace, confirm.confirm),
      deny: textHtml(workspace, confirm.deny),
      style: confirm.style ?? 'primary',
    });
  const data = [
    `data-ts="${html(ts)}"`,
    `data-action="${html(action_id ?? '')}"`,
    ...(dialog === undefined ? [] : [`data-confirm="${html(dialog)}"`]),
  ].join(' ');
  return `<button type="button" class="button ${style ?? ''}" ${data}>${textHtml(workspace, text)}</button>`;
}
