/** The part of Slack's Block Kit that is used, in Slack's own words (docs.slack.dev, "Block Kit reference"). */

export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  /** Whether `:name:` is shown as an emoji. */
  readonly emoji: boolean;
}

/** Slack's markup. `verbatim` keeps it from making links and mentions of bare addresses and names. */
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

/** What is posted: `text` is what notifications show and screen readers read instead of the blocks. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: Block[];
}

export const plainText = (text: string): PlainText => ({ type: 'plain_text', text, emoji: true });
export const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });
export const section = (text: string): SectionBlock => ({ type: 'section', text: mrkdwn(text) });
