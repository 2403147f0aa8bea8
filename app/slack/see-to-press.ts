import type { Log } from '../../core/ports/log.ts';
import { privateAnswer } from '../../core/slack/post.ts';
import { type Press, pressKey } from '../../core/slack/press.ts';
import type { Presses } from '../../core/slack/presses.ts';
import { type ButtonPorts, pressButton } from './press-button.ts';

export interface PressPorts extends ButtonPorts {
  readonly presses: Presses;
  readonly log: Log;
}

/** Slack takes answers to a press for half an hour (docs.slack.dev, "Handling user interaction"). */
const answerableMs = 30 * 60_000;

/**
 * Sees to a press of a button in Slack: does what is asked for, once, and tells whoever pressed, alone, what came of
 * it. Answers why the press is to come again; undefined if it is done with.
 *
 * @param now epoch milliseconds
 */
export async function seeToPress(
  ports: PressPorts,
  press: Press,
  now: () => number,
): Promise<string | undefined> {
  const { presses, slack, log } = ports;
  const { click, at } = press;
  const key = pressKey(click);
  const taken = await presses.take(key, now());
  if (taken.answeredAt !== undefined) return undefined;
  let { answer } = taken;
  if (answer === undefined) {
    const pressed = await pressButton(ports, press, key, taken.takenAt);
    if (pressed.kind === 'later') return pressed.why;
    answer = await presses.settle(key, pressed.text);
    log.info('pressed', { action: click.action, user: click.user.id, answer });
  }
  if (now() - at < answerableMs) {
    const told = await slack.answerPress(click.responseUrl, privateAnswer(answer));
    if (told.kind === 'later') return told.why;
    if (told.kind === 'refused') log.warn('whoever pressed could not be told', { why: told.why });
  } else log.warn('whoever pressed could not be told in time');
  await presses.close(key, now());
  return undefined;
}
