import { AwsError, notCovered } from '../transport/aws-error.ts';

/** What can be set on a queue: seconds, and bytes for the size. */
export interface QueueSettings {
  readonly DelaySeconds: number;
  readonly MaximumMessageSize: number;
  readonly MessageRetentionPeriod: number;
  readonly ReceiveMessageWaitTimeSeconds: number;
  readonly VisibilityTimeout: number;
}

/** AWS's limits and defaults (API reference, CreateQueue). */
const limits: Readonly<Record<keyof QueueSettings, { least: number; most: number; preset: number }>> = {
  DelaySeconds: { least: 0, most: 900, preset: 0 },
  MaximumMessageSize: { least: 1024, most: 1_048_576, preset: 1_048_576 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, preset: 345_600 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, preset: 0 },
  VisibilityTimeout: { least: 0, most: 43_200, preset: 30 },
};

/**
 * A queue's settings from CreateQueue's attributes. `SqsManagedSseEnabled` is accepted and has no local effect.
 *
 * @throws AwsError `InvalidAttributeValue`; not covered for any other attribute (FIFO, policies)
 */
export function settingsFrom(attributes: Readonly<Record<string, string>>): QueueSettings {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'SqsManagedSseEnabled') continue;
    if (!Object.hasOwn(limits, name)) throw notCovered(`the SQS queue attribute ${name}`);
    const { least, most } = limits[name as keyof QueueSettings];
    if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most) {
      throw new AwsError(
        'InvalidAttributeValue',
        `Invalid value for the parameter ${name}: expected an integer from ${least} to ${most}, got "${value}".`,
      );
    }
  }
  const setting = (name: keyof QueueSettings): number => Number(attributes[name] ?? limits[name].preset);
  return {
    DelaySeconds: setting('DelaySeconds'),
    MaximumMessageSize: setting('MaximumMessageSize'),
    MessageRetentionPeriod: setting('MessageRetentionPeriod'),
    ReceiveMessageWaitTimeSeconds: setting('ReceiveMessageWaitTimeSeconds'),
    VisibilityTimeout: setting('VisibilityTimeout'),
  };
}
