import * as z from 'zod';

/**
 * Block Kit as far as it is covered, with the limits that Slack publishes (docs.slack.dev, "Block Kit reference";
 * @slack/types 3.2.0 has the same). Read from Slack's documents by itself: the controller has its own figures.
 */

const text = (max: number) => z.string().min(1).max(max);
const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: text(max), verbatim: z.boolean().optional() });
const anyText = (max: number) => z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);

const id = z.string().max(255).optional();
const style = z.enum(['primary', 'danger']).optional();

const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style,
});

const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: id,
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style,
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plainText(150), block_id: id }),
  z
    .strictObject({
      type: z.literal('section'),
      text: anyText(3000).optional(),
      fields: z.array(anyText(2000)).min(1).max(10).optional(),
      accessory: button.optional(),
      expand: z.boolean().optional(),
      block_id: id,
    })
    .refine((section) => section.text !== undefined || section.fields !== undefined, {
      error: 'missing required field: text',
    }),
  z.strictObject({
    type: z.literal('context'),
    elements: z.array(anyText(3000)).min(1).max(10),
    block_id: id,
  }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(button).min(1).max(25), block_id: id }),
  z.strictObject({ type: z.literal('divider'), block_id: id }),
]);

export const blocksSchema = z.array(block).max(50);
export type Block = z.infer<typeof block>;
export type Button = z.infer<typeof button>;
export type Text = z.infer<ReturnType<typeof anyText>>;

/** Blocks that Slack knows and that are not covered here. */
export const notCoveredBlocks: readonly string[] = [
  'image',
  'input',
  'file',
  'markdown',
  'rich_text',
  'table',
  'video',
  'context_actions',
  'card',
  'carousel',
  'container',
];
