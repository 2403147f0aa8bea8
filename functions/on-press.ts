import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { dynamoPresses } from '../adapters/ledger/presses.ts';
import { secrets } from '../adapters/secrets.ts';
import { answerPress } from '../adapters/slack/webhook.ts';
import { privateAnswer } from '../core/slack/post.ts';
import { type Press, pressKey, pressSchema } from '../core/slack/press.ts';
import { operations } from './shared/operations.ts';
import { operationPorts } from './shared/operations-on-aws.ts';
import { pressButton } from './shared/press-button.ts';
import { onAws, type Seam } from './shared/seam.ts';

const envSchema = z.object({ TABLE_NAME: z.string(), SLACK_SECRET: z.string(), LINK_SECRET: z.string() });

const eventSchema = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** Slack takes answers to a press for half an hour (docs.slack.dev, "Handling user interaction"). */
const answerableMs = 30 * 60_000;

/** What Lambda is told of a batch: the messages that are to come again. */
interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Sees to presses of buttons in Slack: does what is asked for, once, and tells whoever pressed, alone, what came of it.
 * Where Slack is needed and does not answer, the message comes again.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const now = () => seam.clock.now();
  const wanted = operationPorts(seam);
  const presses = dynamoPresses(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const secret = secrets({
    secretsManager: seam.clients(SecretsManagerClient),
    ssm: seam.clients(SSMClient),
    now,
  });
  const ports = {
    ledger: wanted.ledger,
    operations: operations(wanted, now),
    secrets: secret,
    linkSecret: env.LINK_SECRET,
    slackSecret: (fresh: boolean) => secret.read(env.SLACK_SECRET, { fresh }),
    fetch: seam.fetch,
    now,
  };

  /** Why it is to come again; undefined if it is done with. */
  const seeTo = async (press: Press): Promise<string | undefined> => {
    const { click, at } = press;
    const key = pressKey(click);
    const taken = await presses.take(key, now());
    if (taken.answeredAt !== undefined) return undefined;
    let { answer } = taken;
    if (answer === undefined) {
      const pressed = await pressButton(ports, press, key, taken.takenAt);
      if (pressed.kind === 'later') return pressed.why;
      answer = await presses.settle(key, pressed.text);
      seam.log.info('pressed', { action: click.action, user: click.user.id, answer });
    }
    if (now() - at < answerableMs) {
      const told = await answerPress({ fetch: seam.fetch, now }, click.responseUrl, privateAnswer(answer));
      if (told.kind === 'later') return told.why;
      if (told.kind === 'refused') seam.log.warn('whoever pressed could not be told', { why: told.why });
    } else seam.log.warn('whoever pressed could not be told in time');
    await presses.close(key, now());
    return undefined;
  };

  return async (event: unknown): Promise<BatchAnswer> => {
    const failures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of eventSchema.parse(event).Records) {
      const why = await seeTo(pressSchema.parse(JSON.parse(body)));
      if (why === undefined) continue;
      seam.log.warn('to be tried again', { why });
      failures.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures: failures };
  };
}

export const handler = onAws(make);
