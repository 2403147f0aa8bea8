import type { Failure, Fault } from '../../core/chat/channel.ts';
import { laterThan } from './exchange.ts';

/**
 * Slack's error codes, grouped by the reaction they need (docs.slack.dev, chat.postMessage, chat.update, and
 * the changelog of 2016-05-17 for webhooks). Any other error is retried; the queue counts how often.
 */
const faults: Readonly<Record<Fault, readonly string[]>> = {
  credentials: [
    'access_denied',
    'account_inactive',
    'invalid_auth',
    'invalid_token',
    'missing_scope',
    'no_permission',
    'no_service',
    'no_team',
    'not_allowed_token_type',
    'not_authed',
    'team_access_not_granted',
    'token_expired',
    'token_revoked',
  ],
  place: [
    'action_prohibited',
    'cannot_reply_to_message',
    'channel_is_archived',
    'channel_not_found',
    'ekm_access_denied',
    'is_archived',
    'is_inactive',
    'messages_tab_disabled',
    'not_in_channel',
    'posting_to_general_channel_denied',
    'restricted_action',
    'restricted_action_non_threadable_channel',
    'restricted_action_read_only_channel',
    'restricted_action_thread_locked',
    'restricted_action_thread_only_channel',
  ],
  message: [
    'invalid_arguments',
    'invalid_arg_name',
    'invalid_array_arg',
    'invalid_blocks',
    'invalid_blocks_format',
    'invalid_json',
    'invalid_payload',
    'invalid_post_type',
    'msg_blocks_too_long',
    'msg_too_long',
    'no_subteam',
    'no_such_subteam',
    'no_text',
    'unknown_method',
    'user_not_found',
  ],
  gone: [
    'cant_update_message',
    'duplicate_message_not_found',
    'edit_window_closed',
    'expired_url',
    'message_not_found',
    'used_url',
  ],
};

const byCode = new Map(
  Object.entries(faults).flatMap(([fault, codes]) => codes.map((code) => [code, fault as Fault] as const)),
);

/** "It's possible some aspect of the operation succeeded before the error was raised." */
const perhapsDone = ['fatal_error', 'internal_error'];

/**
 * How to react to an error.
 *
 * @param details Slack's own explanations
 */
export function failureOf(error: string, details: readonly string[], now: () => number): Failure {
  const why = details.length > 0 ? `${error}: ${details.join('; ')}` : error;
  const fault = byCode.get(error);
  return fault === undefined
    ? laterThan(now, `Slack answered ${why}`, perhapsDone.includes(error))
    : { kind: 'refused', fault, error, why: `Slack refused it: ${why}` };
}
