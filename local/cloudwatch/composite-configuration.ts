import type { PutCompositeAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { LocalContext } from '../context.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import {
  type AlarmSettings,
  actionChecks,
  alarmArn,
  nameChecks,
  settingMembers,
  settingsOf,
} from './alarm-settings.ts';
import { alarmsIn, type CompositeRule, parseRule, RuleError, renamed } from './composite-rule.ts';
import { length, refuseUncovered, required, validate } from './input.ts';

/** An alarm on the states of other alarms, as PutCompositeAlarm gave it. */
export interface CompositeConfiguration extends AlarmSettings {
  readonly kind: 'composite';
  /** As it was given. */
  readonly alarmRule: string;
  readonly rule: CompositeRule;
  /** The names of the alarms in the rule. */
  readonly children: readonly string[];
}

/** AWS: "The AlarmRule can specify as many as 100 'children' alarms." */
const mostChildren = 100;

/**
 * Checks a PutCompositeAlarm request, but not yet whether the alarms in its rule exist.
 *
 * @throws AwsError `ValidationError`, or not covered: actions suppressors, actions other than SNS topics, and
 *   rule functions beyond the three states
 */
export function compositeConfigurationOf(
  context: LocalContext,
  input: PutCompositeAlarmCommandInput,
  topicsReachable: boolean,
): CompositeConfiguration {
  refuseUncovered('PutCompositeAlarm', input, [...settingMembers, 'AlarmRule']);
  validate([
    ...nameChecks(input),
    required('alarmRule', input.AlarmRule) ?? length('alarmRule', input.AlarmRule, 1, 10_240),
    ...actionChecks(input),
  ]);
  const alarmRule = input.AlarmRule as string;
  if (alarmRule !== alarmRule.trim()) {
    throw invalid('AlarmRule must not contain leading or trailing whitespace or be null');
  }
  const rule = renamed(parsed(alarmRule), (alarm) => nameOf(context, alarm));
  const children = alarmsIn(rule);
  if (children.length > mostChildren) {
    throw invalid(`AlarmRule can specify at most ${mostChildren} alarms, but has ${children.length}`);
  }
  return { kind: 'composite', ...settingsOf(context, input, topicsReachable), alarmRule, rule, children };
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

function parsed(alarmRule: string): CompositeRule {
  try {
    return parseRule(alarmRule);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw error.uncovered ? notCovered(error.message) : invalid(`AlarmRule is invalid: ${error.message}`);
  }
}

/** The ARN of an alarm of another account or region names none that exists, and stays as it is. */
const nameOf = (context: LocalContext, alarm: string): string => {
  const own = alarmArn(context, '');
  return alarm.startsWith(own) ? alarm.slice(own.length) : alarm;
};
