import * as z from 'zod';
import { rolloutName, rolloutSchema } from '../../core/release.ts';

/** Keys are a help for whoever reads the log: what is missing or of another form is left out, never a failure. */
const text = z.string().optional().catch(undefined);
const rollout = rolloutSchema.optional().catch(undefined);

const loosely = <T extends z.ZodRawShape>(shape: T) => z.object(shape).optional().catch(undefined);

/** Where the events of all functions name what they are about. */
const eventSchema = loosely({
  // Of the state machine's steps.
  rollout,
  plan: loosely({ rollout }),
  // Of what people ask for.
  command: text,
  endpoint: text,
  release: text,
  // Of EventBridge.
  detail: loosely({
    EndpointName: text,
    endpoint: text,
    rollout: text,
    alarmName: text,
    executionArn: text,
    object: loosely({ key: text }),
  }),
});

/** What the event is about, as far as it says so: on every line that is logged while it is handled. */
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
