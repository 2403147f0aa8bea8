import { sleptFully } from '../clock/clock.ts';
import type { LocalContext } from '../context.ts';
import { AwsError } from '../transport/aws-error.ts';
import type { BusEvent } from './event.ts';
import type { Rule } from './rules.ts';
import {
  deliveryRefusal,
  type RetryLimits,
  type RuleTarget,
  senderTo,
  type TargetServices,
} from './target.ts';

const defaults: RetryLimits = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };

/**
 * Errors that trying again cannot mend, and what AWS calls them in the dead letter: such events go to the dead-letter
 * queue at once (EventBridge guide, "Using dead-letter queues to process undelivered events").
 */
const lastingErrors: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'NO_RESOURCE',
  'AWS.SimpleQueueService.NonExistentQueue': 'NO_RESOURCE',
  StateMachineDoesNotExist: 'NO_RESOURCE',
  AccessDenied: 'NO_PERMISSIONS',
  AccessDeniedException: 'NO_PERMISSIONS',
};

export type AfterFailure =
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'give up'; readonly condition: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' };

/**
 * What follows a failed delivery. AWS: "exponential back off and jitter", whichever limit is reached first. The
 * intervals are not documented: here 1, 2, 4 … 512 s without jitter, so that 185 attempts take about a day (1,023 s
 * for the first ten, then 512 s each), as AWS's two defaults suggest.
 *
 * @param retries how often delivery has been tried again so far
 * @param ageMs how long ago the event came to the bus
 */
export function afterFailure(limits: RetryLimits, retries: number, ageMs: number): AfterFailure {
  const leftMs = limits.maximumEventAgeInSeconds * 1000 - ageMs;
  if (leftMs <= 0) return { kind: 'give up', condition: 'MaximumEventAgeInSeconds' };
  if (retries >= limits.maximumRetryAttempts) return { kind: 'give up', condition: 'MaximumRetryAttempts' };
  return { kind: 'retry', afterMs: Math.min(1000 * 2 ** Math.min(retries, 9), leftMs) };
}

/**
 * Hands `event` to one target, again and again within its limits, and to its dead-letter queue if all fails. Without
 * one, or if that fails too, the event is lost, as at AWS. Never rejects.
 */
export async function deliver(
  context: LocalContext,
  services: TargetServices,
  rule: Rule,
  target: RuleTarget,
  event: BusEvent,
  closing: AbortSignal,
): Promise<void> {
  const limits = { ...defaults, ...target.retryPolicy };
  const cameAt = context.clock.now();
  for (let retries = 0; ; retries += 1) {
    const failure = await attempt(services, rule, target, event);
    if (failure === undefined) return;
    const lasting = lastingErrors[failure.code];
    const next = afterFailure(limits, retries, context.clock.now() - cameAt);
    if (lasting !== undefined || next.kind === 'give up') {
      return deadLetter(services, rule, target, event, {
        RULE_ARN: rule.arn,
        TARGET_ARN: target.arn,
        ERROR_CODE: lasting ?? 'ERROR_FROM_TARGET',
        ERROR_MESSAGE: failure.message,
        RETRY_ATTEMPTS: String(retries),
        ...(lasting !== undefined || next.kind !== 'give up'
          ? {}
          : { EXHAUSTED_RETRY_CONDITION: next.condition }),
      });
    }
    if (!(await sleptFully(context.clock, next.afterMs, closing))) return;
  }
}

async function attempt(
  services: TargetServices,
  rule: Rule,
  target: RuleTarget,
  event: BusEvent,
): Promise<{ readonly code: string; readonly message: string } | undefined> {
  try {
    const refusal = deliveryRefusal(services, rule.arn, target);
    if (refusal !== undefined) throw refusal;
    await senderTo(target.arn, services)(target.input ?? JSON.stringify(event));
    return undefined;
  } catch (error) {
    const code = error instanceof AwsError ? error.code : 'InternalFailure';
    return { code, message: error instanceof Error ? error.message : String(error) };
  }
}

function deadLetter(
  services: TargetServices,
  rule: Rule,
  target: RuleTarget,
  event: BusEvent,
  attributes: Readonly<Record<string, string>>,
): void {
  if (target.deadLetterArn === undefined) return;
  // Counted, like a queue that is gone, in InvocationsFailedToBeSentToDlq, a metric that is not covered.
  if (deliveryRefusal(services, rule.arn, { arn: target.deadLetterArn }) !== undefined) return;
  try {
    services.queues().send(target.deadLetterArn, JSON.stringify(event), attributes);
  } catch {
    // As said above.
  }
}
