import * as z from 'zod';

/**
 * Text of at most `max` UTF-16 units, as chat services count. No half characters and no control characters.
 */
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed(), { error: 'half of a character' })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern must find control characters
    .refine((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/.test(value), {
      error: 'control characters',
    });

/**
 * A custom notification of Amazon Q Developer in chat applications, which silently drops anything else.
 * Source: AWS's page "Custom notifications using Amazon Q Developer in chat applications"
 * (docs.aws.amazon.com/chatbot, custom-notifs), "Event schema" and "Parameter details". version, source and
 * content.description are required, and a context contains only texts. The lengths come from its OpenAPI
 * schema, as quoted by a public client. It has none for metadata; SNS's own limit bounds ours.
 */
const customNotificationSchema = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  id: text(256).optional(),
  content: z.strictObject({
    textType: z.literal('client-markdown').optional(),
    title: text(250).optional(),
    description: text(8000),
    nextSteps: z.array(text(350)).min(1).optional(),
    keywords: z.array(text(75)).min(1).optional(),
  }),
  metadata: z
    .strictObject({
      threadId: text(256).optional(),
      summary: text(250).optional(),
      eventType: text(100).optional(),
      relatedResources: z.array(text(2048)).optional(),
      enableCustomActions: z.boolean().optional(),
      additionalContext: z.record(text(100), text(256 * 1024)).optional(),
    })
    .optional(),
});

/** From AWS's page "Publish": 262,144 bytes, including message attributes. */
const largestMessage = 256 * 1024;

/**
 * From AWS's page "Message attribute data types": a name of at most 256 characters and a value that is not
 * empty.
 */
const attributeSchema = z.record(
  z.string().regex(/^(?!AWS\.|Amazon\.)[A-Za-z0-9_.-]{1,256}$/),
  z.string().min(1),
);

/** Why the notice would not reach a chat; empty if it would. */
export function noticeFaults(body: string, attributes: Readonly<Record<string, string>>): string[] {
  const bytes = [body, ...Object.entries(attributes).flat()]
    .map((part) => Buffer.byteLength(part))
    .reduce((sum, size) => sum + size, 0);
  const issues = [
    ...(customNotificationSchema.safeParse(JSON.parse(body)).error?.issues ?? []),
    ...(attributeSchema.safeParse(attributes).error?.issues ?? []),
  ];
  return [
    ...(bytes > largestMessage ? [`${bytes} bytes`] : []),
    ...issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  ];
}
