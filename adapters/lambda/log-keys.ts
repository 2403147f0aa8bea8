import * as z from 'zod';
import { rolloutName, rolloutSchema } from '../../core/release.ts';

/** Keys only help readers of the log. A missing or malformed one is left out and is never a failure. */
const text = z.string().optional().catch(undefined);
const rollout = rolloutSchema.optional().catch(undefined);

const loosely = <T extends z.ZodRawShape>(shape: T) => z.object(shape).optional().catch(undefined);

/** Where each kind of event names its subject. */
const eventSchema = loosely({
  // From the state machine's steps.
  rollout,
  plan: loosely({ rollout }),
  // From people's commands.
  command: text,
  endpoint: text,
  release: text,
  // From EventBridge.
  detail: loosely({
    EndpointName: text,
    endpoint: text,
    rollout: text,
    alarmName: text,
    executionArn: text,
    object: loosely({ key: text }),
  }),
});

/** The event's subject, as far as it is known. It goes on every line that is logged for the event. */
export function logKeys(event: unknown): Readonly<Record<string, string>> {
  const { detail, plan, ...known } = eventSchema.parse(event) ?? {};
  const subject = known.rollout ?? plan?.rollout;
  const keys = {
    rollout: subject === undefined ? detail?.rollout : rolloutName(subject),
    release: subject?.release.id ?? known.release,
    endpoint: subject?.release.endpoint ?? known.endpoint ?? detail?.EndpointName ?? detail?.endpoint,
    command: known.command,
    alarm: detail?.alarmName,
    execution: detail?.executionArn,
    key: detail?.object?.key,
  };
  return Object.fromEntries(
    Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
