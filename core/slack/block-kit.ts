/** The parts of Slack's Block Kit in use, with Slack's own names (docs.slack.dev, "Block Kit reference"). */

export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  /** Whether `:name:` is shown as an emoji. */
  readonly emoji: boolean;
}

/** Slack's markup. With `verbatim` Slack does not turn plain addresses and names into links and mentions. */
export interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  readonly verbatim: true;
}

interface HeaderBlock {
  readonly type: 'header';
  readonly text: PlainText;
}

export interface SectionBlock {
  readonly type: 'section';
  readonly text: Mrkdwn;
}

interface ContextBlock {
  readonly type: 'context';
  readonly elements: Mrkdwn[];
}

interface ConfirmDialog {
  readonly title: PlainText;
  readonly text: PlainText;
  readonly confirm: PlainText;
  readonly deny: PlainText;
  readonly style?: 'primary' | 'danger';
}

export interface Button {
  readonly type: 'button';
  readonly action_id: string;
  readonly text: PlainText;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm: ConfirmDialog;
}

interface ActionsBlock {
  readonly type: 'actions';
  readonly elements: Button[];
}

export type Block = HeaderBlock | SectionBlock | ContextBlock | ActionsBlock;

/** A message to post. `text` is for notifications and for screen readers, in place of the blocks. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: Block[];
}

export const plainText = (text: string): PlainText => ({ type: 'plain_text', text, emoji: true });
export const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });
export const section = (text: string): SectionBlock => ({ type: 'section', text: mrkdwn(text) });
