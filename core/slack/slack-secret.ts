import * as z from 'zod';

/**
 * The content of the Slack secret, as JSON: a bot token and a channel; or only an incoming webhook, and then
 * there are neither threads nor buttons. The signing secret verifies button presses.
 */
export const slackSecretSchema = z
  .object({
    botToken: z
      .string()
      .regex(/^xox[a-z.]*-[\w.-]+$/, "a bot user's token, xoxb-…")
      .optional(),
    /** The channel's id, because its name may change. */
    channel: z
      .string()
      .regex(/^[CG][A-Z0-9]{2,20}$/, "a channel's id, C…")
      .optional(),
    /** Two while one is being replaced. */
    signingSecrets: z.array(z.string().min(16, "the app's signing secret")).max(2).default([]),
    webhookUrl: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine(({ botToken, channel }) => (botToken === undefined) === (channel === undefined), {
    path: ['channel'],
    error: 'a channel where there is a botToken, and the other way round',
  })
  .refine(({ botToken, webhookUrl }) => botToken !== undefined || webhookUrl !== undefined, {
    error: 'botToken and channel, or webhookUrl',
  });
export type SlackSecret = z.infer<typeof slackSecretSchema>;
