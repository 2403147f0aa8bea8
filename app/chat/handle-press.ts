import type { PressChannel } from '../../core/chat/channel.ts';
import { type Press, pressKey } from '../../core/chat/press.ts';
import type { Presses } from '../../core/chat/presses.ts';
import type { Log } from '../../core/ports/log.ts';
import type { ChannelId } from '../../core/values/channel-id.ts';
import { type ButtonPorts, pressButton } from './press-button.ts';

export interface PressPorts extends Omit<ButtonPorts, 'channel'> {
  readonly channels: Readonly<Record<ChannelId, PressChannel>>;
  readonly presses: Presses;
  readonly log: Log;
}

/**
 * Handles the press of a button in a channel. It does what was asked for once, and tells the result only to
 * the person who pressed. Returns why the press must be delivered again, or undefined if it is done.
 *
 * @param now epoch milliseconds
 */
export async function handlePress(
  ports: PressPorts,
  press: Press,
  now: () => number,
): Promise<string | undefined> {
  const { channels, presses, log } = ports;
  const { via, click, at } = press;
  const channel = channels[via];
  const key = pressKey(click);
  const taken = await presses.take(key, now());
  if (taken.answeredAt !== undefined) return undefined;
  let { answer } = taken;
  if (answer === undefined) {
    const pressed = await pressButton({ ...ports, channel }, press, key, taken.takenAt);
    if (pressed.kind === 'later') return pressed.why;
    answer = await presses.settle(key, pressed.text);
    log.info('pressed', { action: click.action, user: click.user.id, answer });
  }
  if (now() - at < channel.answerableMs) {
    const told = await channel.answer(click, answer);
    if (told.kind === 'later') return told.why;
    if (told.kind === 'refused') log.warn('whoever pressed could not be told', { why: told.why });
  } else log.warn('whoever pressed could not be told in time');
  await presses.close(key, now());
  return undefined;
}
