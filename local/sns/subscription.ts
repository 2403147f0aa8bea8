import { notCovered } from '../transport/aws-error.ts';
import type { Protocol } from './protocol.ts';
import { invalidParameter } from './sns-error.ts';
import type { SubscriptionSettings } from './subscription-settings.ts';

/** Where a topic's messages go. An HTTP endpoint gets none before it has confirmed that it wants them. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly settings: SubscriptionSettings;
  readonly state:
    | { readonly kind: 'confirmed' }
    | { readonly kind: 'pending'; readonly token: string; readonly expiresAt: number };
}

/** Protocols of AWS's that nothing here delivers by. */
const uncovered = ['application', 'email', 'email-json', 'firehose', 'sms'];

/**
 * Checks what a subscription would deliver to.
 *
 * @throws AwsError `InvalidParameter`; not covered for AWS's other protocols and for hosts off this machine
 */
export function checkedTarget(
  protocol: string | undefined,
  endpoint: string | undefined,
): { readonly protocol: Protocol; readonly endpoint: string } {
  if (!endpoint) throw invalidParameter('Endpoint Reason: a value is required');
  switch (protocol) {
    case 'lambda':
      return {
        protocol,
        endpoint: checkedArn('Lambda', endpoint, /^arn:aws:lambda:[\w-]+:\d{12}:function:[\w:$-]+$/),
      };
    case 'sqs':
      if (endpoint.endsWith('.fifo')) {
        throw invalidParameter(
          'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
        );
      }
      return { protocol, endpoint: checkedArn('SQS', endpoint, /^arn:aws:sqs:[\w-]+:\d{12}:[\w-]+$/) };
    case 'http':
    case 'https':
      return { protocol, endpoint: checkedUrl(protocol, endpoint) };
    default:
      if (uncovered.includes(protocol ?? ''))
        throw notCovered(`SNS subscriptions by the protocol ${protocol}`);
      throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol ?? ''}`);
  }
}

function checkedArn(service: string, endpoint: string, form: RegExp): string {
  if (!form.test(endpoint)) throw invalidParameter(`${service} endpoint ARN`);
  return endpoint;
}

function checkedUrl(protocol: string, endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== `${protocol}:`) throw invalidParameter('Endpoint must match the specified protocol');
  if (!/^(127\.0\.0\.1|\[::1\]|(.+\.)?localhost)$/.test(url.hostname)) {
    throw notCovered(
      `SNS deliveries to ${url.hostname}: it sends nothing off this machine, so an endpoint must be at 127.0.0.1, [::1] or localhost`,
    );
  }
  return endpoint;
}
