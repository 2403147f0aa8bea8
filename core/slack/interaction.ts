import * as z from 'zod';
import type { Click } from '../chat/click.ts';
import { channelPeople } from '../gates/channel-people.ts';
import { decisionActionSchema } from '../links/decision-action.ts';
import { type Problem, shown } from '../values/problem.ts';
import { actionPrefix } from './buttons.ts';

export type Interaction =
  | { readonly kind: 'click'; readonly click: Click }
  /** A payload of Slack's that is not meant for us; answered with 200. */
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] };

/**
 * `block_actions` (docs.slack.dev, "block_actions payload"), only the parts in use. Its content about the
 * message is not trusted; only the signed reference in the button's value is.
 */
const payloadSchema = z.object({
  type: z.literal('block_actions'),
  user: z.object({
    id: z.string().regex(channelPeople.slack.user),
    name: z.string().optional(),
    username: z.string().optional(),
    team_id: z.string().optional(),
  }),
  trigger_id: z.string().min(1),
  response_url: z.url({ protocol: /^https?$/ }),
  container: z.object({
    type: z.literal('message'),
    message_ts: z.string().min(1),
    channel_id: z.string().min(1),
    thread_ts: z.string().optional(),
  }),
  actions: z
    .array(
      z.object({
        type: z.string(),
        action_id: z.string(),
        value: z.string().max(2000).optional(),
        action_ts: z.string(),
      }),
    )
    .min(1),
});

/** Parses the body of an interactivity request whose signature has been verified. */
export function readInteraction(body: Uint8Array): Interaction {
  const fields = new URLSearchParams(Buffer.from(body).toString('utf8'));
  const [text, ...more] = fields.getAll('payload');
  if (text === undefined || more.length > 0) {
    return unreadable('body', 'one form field "payload"', `${fields.getAll('payload').length} of them`);
  }
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    return unreadable('payload', 'JSON', shown(text));
  }
  const type = z.object({ type: z.string() }).safeParse(payload).data?.type;
  if (type !== undefined && type !== 'block_actions')
    return { kind: 'ignored', why: `a ${shown(type)} payload` };
  const parsed = payloadSchema.safeParse(payload);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      field: `payload${path.map((part) => `.${String(part)}`).join('')}`,
      expected: 'what Slack documents for block_actions',
      got: message,
    }));
    return { kind: 'unreadable', problems };
  }
  return clickOf(parsed.data);
}

function clickOf(payload: z.infer<typeof payloadSchema>): Interaction {
  const { user, container, actions } = payload;
  const pressed = actions.find(({ action_id }) => action_id.startsWith(actionPrefix));
  if (pressed === undefined) return { kind: 'ignored', why: `a press of ${shown(actions[0]?.action_id)}` };
  const action = decisionActionSchema.safeParse(pressed.action_id.slice(actionPrefix.length));
  if (!action.success || pressed.value === undefined) {
    const expected = `${actionPrefix}${decisionActionSchema.options.join(` | ${actionPrefix}`)}, with a value`;
    return unreadable('payload.actions', expected, shown(pressed.action_id));
  }
  return {
    kind: 'click',
    click: {
      action: action.data,
      reference: pressed.value,
      user: { id: user.id, name: user.username ?? user.name ?? user.id, team: user.team_id ?? '' },
      channel: container.channel_id,
      message: container.message_ts,
      ...(container.thread_ts !== undefined && { thread: container.thread_ts }),
      responseUrl: payload.response_url,
      trigger: `${payload.trigger_id}#${pressed.action_ts}`,
    },
  };
}

const unreadable = (field: string, expected: string, got: string): Interaction => ({
  kind: 'unreadable',
  problems: [{ field, expected, got }],
});
