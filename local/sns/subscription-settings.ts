import { notCovered } from '../transport/aws-error.ts';
import { type FilterPolicy, type FilterPolicyScope, filterPolicyOf } from './filter-policy.ts';
import type { Protocol } from './protocol.ts';
import { invalidParameter } from './sns-error.ts';

/** How a subscription's messages are chosen and delivered. */
export interface SubscriptionSettings {
  readonly filterPolicy: FilterPolicy | undefined;
  readonly filterPolicyScope: FilterPolicyScope;
  /** Whether the message comes as it was published, without SNS's JSON around it. */
  readonly raw: boolean;
  /** The queue that gets what can't be delivered. */
  readonly deadLetterArn: string | undefined;
}

/** Attributes by the names of Subscribe and SetSubscriptionAttributes. */
export type SubscriptionAttributes = Readonly<Record<string, string | undefined>>;

const known = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'];

/** @throws AwsError `InvalidParameter`; not covered for delivery policies and all else */
export function settingsOf(attributes: SubscriptionAttributes, protocol: Protocol): SubscriptionSettings {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && !known.includes(name))
      throw notCovered(`the SNS subscription attribute ${name}`);
  }
  const scope = attributes.FilterPolicyScope ?? 'MessageAttributes';
  if (scope !== 'MessageAttributes' && scope !== 'MessageBody')
    throw invalidParameter(
      `FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
    );
  const raw = attributes.RawMessageDelivery ?? 'false';
  if (!/^(true|false)$/i.test(raw))
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Invalid value [${raw}]. Must be true or false.`,
    );
  const isRaw = raw.toLowerCase() === 'true';
  if (isRaw && protocol === 'lambda')
    throw invalidParameter(
      'Attributes Reason: Delivery protocol [lambda] does not support raw message delivery.',
    );
  return {
    filterPolicy: filterPolicyOf(attributes.FilterPolicy ?? '', scope),
    filterPolicyScope: scope,
    raw: isRaw,
    deadLetterArn: deadLetterArnOf(attributes.RedrivePolicy ?? ''),
  };
}

/** The same the other way round, as GetSubscriptionAttributes shows them. */
export const attributesOf = (settings: SubscriptionSettings): Record<string, string> => ({
  RawMessageDelivery: String(settings.raw),
  ...(settings.filterPolicy && {
    FilterPolicy: settings.filterPolicy.text,
    FilterPolicyScope: settings.filterPolicyScope,
  }),
  ...(settings.deadLetterArn && {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: settings.deadLetterArn }),
  }),
});

function deadLetterArnOf(policy: string): string | undefined {
  if (policy === '') return undefined;
  let arn: unknown;
  try {
    arn = JSON.parse(policy).deadLetterTargetArn;
  } catch {
    throw invalidParameter('RedrivePolicy: failed to parse JSON.');
  }
  if (typeof arn === 'string' && /^arn:aws:sqs:[\w-]+:\d{12}:[\w.-]+$/.test(arn)) return arn;
  throw invalidParameter(`RedrivePolicy: deadLetterTargetArn is an invalid arn, got ${JSON.stringify(arn)}`);
}
