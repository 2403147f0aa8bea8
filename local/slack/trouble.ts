import { plain, type SlackResponse } from './wire.ts';

/**
 * What is wrong with Slack: nothing; it is down; or it does what it is asked, but the answer never arrives (so that
 * a repeated post may be one too many).
 */
export type Trouble = 'none' | 'down' | 'answer-lost';
export const troubles: readonly Trouble[] = ['none', 'down', 'answer-lost'];

/** Makes a call, or not, as the trouble has it. */
export function under(trouble: Trouble, call: () => SlackResponse): SlackResponse {
  switch (trouble) {
    case 'none':
      return call();
    case 'down':
      return plain(503, 'Service Unavailable');
    case 'answer-lost':
      call();
      return plain(504, 'Gateway Timeout');
    default:
      return trouble satisfies never;
  }
}
