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

const known: readonly string[] = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'];
/** AWS's others (API reference, Subscribe). */
const uncovered: readonly string[] = ['DeliveryPolicy', 'ReplayPolicy', 'SubscriptionRoleArn'];

/** @throws AwsError `InvalidParameter` for an attribute that AWS has not; not covered for those that only AWS has */
export function checkAttributeName(name: string | undefined): void {
  if (name === undefined || ![...known, ...uncovered].includes(name)) throw invalidParameter('AttributeName');
  if (uncovered.includes(name)) throw notCovered(`the SNS subscription attribute ${name}`);
}

/** @throws AwsError `InvalidParameter`; not covered as `checkAttributeName` says */
export function settingsOf(attributes: SubscriptionAttributes, protocol: Protocol): SubscriptionSettings {
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) checkAttributeName(name);
  const scope = attributes.FilterPolicyScope ?? 'MessageAttributes';
  if (scope !== 'MessageAttributes' && scope !== 'MessageBody')
    throw invalidParameter(
      `FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
    );
  const raw = attributes.RawMessageDelivery ?? 'false';
  if (!/^(true|false)$/i.test(raw))
    throw invalidParameter(`RawMessageDelivery: Invalid value [${raw}]. Must be true or false.`);
  const isRaw = raw.toLowerCase() === 'true';
  if (isRaw && protocol === 'lambda')
    throw invalidParameter('Delivery protocol [lambda] does not support raw message delivery.');
  return {
    filterPolicy: filterPolicyOf(attributes.FilterPolicy ?? '', scope),
    filterPolicyScope: scope,
    raw: isRaw,
    deadLetterArn: deadLetterArnOf(attributes.RedrivePolicy ?? ''),
  };
}

/** The same the other way round: `settingsOf` makes the same settings of them again. */
export const attributesOf = (settings: SubscriptionSettings) => ({
  RawMessageDelivery: String(settings.raw),
  FilterPolicyScope: settings.filterPolicyScope,
  ...(settings.filterPolicy && { FilterPolicy: settings.filterPolicy.text }),
  ...(settings.deadLetterArn && {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: settings.deadLetterArn }),
  }),
});

/** As GetSubscriptionAttributes shows them. A scope without a policy is kept, and not shown. */
export function shownAttributesOf(settings: SubscriptionSettings): Record<string, string> {
  const { FilterPolicyScope, ...others } = attributesOf(settings);
  return settings.filterPolicy === undefined ? others : { ...others, FilterPolicyScope };
}

function deadLetterArnOf(policy: string): string | undefined {
  if (policy === '') return undefined;
  let arn: unknown;
  try {
    arn = JSON.parse(policy).deadLetterTargetArn;
  } catch {
    throw invalidParameter('RedrivePolicy: failed to parse JSON.');
  }
  if (typeof arn === 'string' && /^arn:aws:sqs:[\w-]+:\d{12}:[\w.-]+$/.test(arn)) return arn;
  throw invalidParameter('RedrivePolicy: deadLetterTargetArn is an invalid arn');
}
