import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { handlePress } from '../app/chat/handle-press.ts';
import { commandsOn } from '../app/commands/execute-commands.ts';
import { commandPorts } from '../composition/commands.ts';
import { linkKeyringOf, nowOf, pressesOf } from '../composition/ports.ts';
import { slackPressesOf } from '../composition/slack.ts';
import { pressSchema } from '../core/chat/press.ts';

const eventSchema = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** The answer to Lambda about a batch: which messages to deliver again. */
interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Handles presses of buttons in chats. Runs the command once, and tells the result only to the person who
 * pressed. If the chat is needed and does not answer, the message is delivered again.
 */
export function make(seam: Seam) {
  const commands = commandPorts(seam);
  const ports = {
    ledger: commands.ledger,
    operations: commandsOn(commands, nowOf(seam)),
    presses: pressesOf(seam),
    keyring: linkKeyringOf(seam),
    channels: { slack: slackPressesOf(seam) },
    log: seam.log,
  };

  return async (event: unknown): Promise<BatchAnswer> => {
    const failures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of eventSchema.parse(event).Records) {
      const why = await handlePress(ports, pressSchema.parse(JSON.parse(body)), nowOf(seam));
      if (why === undefined) continue;
      seam.log.warn('to be tried again', { why });
      failures.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures: failures };
  };
}

export const handler = onAws(make);
