import * as z from 'zod';

/** Characters as chat services count them: UTF-16 units, of whole characters only, none that only a terminal reads. */
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed(), { error: 'half of a character' })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .refine((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/.test(value), {
      error: 'control characters',
    });

/**
 * A custom notification of Amazon Q Developer in chat applications, which drops what is no such thing without a word.
 * By AWS's page "Custom notifications using Amazon Q Developer in chat applications" (docs.aws.amazon.com/chatbot,
 * custom-notifs), "Event schema" and "Parameter details": version, source and content.description are required, and a
 * context has texts alone. The lengths are quoted from its OpenAPI schema by a public client; there are none for
 * metadata, where ours are bounded by what SNS takes.
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

/** "Publish": 262,144 bytes, message attributes included. */
const largestMessage = 256 * 1024;

/** "Message attribute data types": a name of at most 256 characters, a value that is not empty. */
const attributeSchema = z.record(
  z.string().regex(/^(?!AWS\.|Amazon\.)[A-Za-z0-9_.-]{1,256}$/),
  z.string().min(1),
);

/** Why the notice would not come through to a chat; none if it does. */
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
