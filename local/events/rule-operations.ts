import type {
  DeleteRuleCommandInput,
  DescribeRuleCommandInput,
  ListRulesCommandInput,
  ListTargetsByRuleCommandInput,
  PutRuleCommandInput,
  PutTargetsCommandInput,
  RemoveTargetsCommandInput,
} from '@aws-sdk/client-eventbridge';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import type { OperationHandler } from '../transport/rpc-service.ts';
import { requireDefaultBus } from './bus.ts';
import type { Rule, Rules } from './rules.ts';
import { type RuleTarget, ruleTargetOf, wireTargetOf } from './target.ts';

/** The operations on rules and their targets, over the default bus. `Force` needs no effect: no rule is managed. */
export const ruleOperations = (
  rules: Rules,
  putTargets: (rule: string | undefined, targets: readonly RuleTarget[]) => void,
): Readonly<Record<string, OperationHandler>> => ({
  PutRule: (input: PutRuleCommandInput) => {
    requireDefaultBus(input.EventBusName);
    const { ScheduleExpression, Tags, RoleArn } = input;
    if (ScheduleExpression !== undefined) throw notCovered('events PutRule with ScheduleExpression');
    if (RoleArn !== undefined) throw notCovered('events PutRule with RoleArn');
    if (Tags !== undefined && Tags.length > 0) throw notCovered('events PutRule with Tags');
    if (input.State !== undefined && input.State !== 'ENABLED' && input.State !== 'DISABLED') {
      throw notCovered(`events PutRule with State ${input.State}`);
    }
    if (input.EventPattern === undefined) {
      throw new AwsError(
        'ValidationException',
        'Parameter(s) EventPattern or ScheduleExpression must be specified.',
      );
    }
    const { Name = '', Description, State, EventPattern } = input;
    const rule = rules.put({
      name: Name,
      description: Description,
      state: State,
      eventPattern: EventPattern,
    });
    return { RuleArn: rule.arn };
  },

  DescribeRule: (input: DescribeRuleCommandInput) => {
    requireDefaultBus(input.EventBusName);
    return wireRule(rules.get(input.Name));
  },

  ListRules: (input: ListRulesCommandInput) => {
    requireDefaultBus(input.EventBusName);
    const found = rules.all().filter((rule) => rule.name.startsWith(input.NamePrefix ?? ''));
    const { items, nextToken } = page(found, input.Limit, input.NextToken);
    return { Rules: items.map(wireRule), NextToken: nextToken };
  },

  DeleteRule: (input: DeleteRuleCommandInput) => {
    requireDefaultBus(input.EventBusName);
    rules.delete(input.Name);
  },

  PutTargets: (input: PutTargetsCommandInput) => {
    requireDefaultBus(input.EventBusName);
    putTargets(input.Rule, (input.Targets ?? []).map(ruleTargetOf));
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  RemoveTargets: (input: RemoveTargetsCommandInput) => {
    requireDefaultBus(input.EventBusName);
    rules.removeTargets(input.Rule, input.Ids ?? []);
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  ListTargetsByRule: (input: ListTargetsByRuleCommandInput) => {
    requireDefaultBus(input.EventBusName);
    const targets = [...rules.get(input.Rule).targets.values()];
    const { items, nextToken } = page(targets, input.Limit, input.NextToken);
    return { Targets: items.map(wireTargetOf), NextToken: nextToken };
  },
});

const wireRule = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.eventPattern,
  State: rule.state,
  Description: rule.description,
  EventBusName: 'default',
});

/** One page (100 unless told) and the token of the next. @throws AwsError `ValidationException` for a foreign token */
function page<T>(items: readonly T[], limit: number | undefined, token: string | undefined) {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(start) || start < 0) {
    throw new AwsError('ValidationException', 'Token is invalid.');
  }
  const end = start + (limit ?? 100);
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(String(end)).toString('base64') : undefined,
  };
}
