import { arnOf, type LocalContext } from '../context.ts';
import { notCovered } from '../transport/aws-error.ts';
import { length, required } from './input.ts';

/** What metric and composite alarms have in common, as their Put operations gave it. */
export interface AlarmSettings {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly actionsEnabled: boolean;
  readonly actions: {
    readonly OK: readonly string[];
    readonly ALARM: readonly string[];
    readonly INSUFFICIENT_DATA: readonly string[];
  };
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

/** The members of the Put operations that {@link settingsOf} reads. */
export const settingMembers = [
  'AlarmName',
  'AlarmDescription',
  'ActionsEnabled',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
  'Tags',
] as const;

interface SettingsInput {
  readonly AlarmName?: string | undefined;
  readonly AlarmDescription?: string | undefined;
  readonly ActionsEnabled?: boolean | undefined;
  readonly OKActions?: readonly string[] | undefined;
  readonly AlarmActions?: readonly string[] | undefined;
  readonly InsufficientDataActions?: readonly string[] | undefined;
}

export const nameChecks = (input: SettingsInput): (string | undefined)[] => [
  required('alarmName', input.AlarmName) ?? length('alarmName', input.AlarmName, 1, 255),
  length('alarmDescription', input.AlarmDescription, 0, 1024),
];

export const actionChecks = (input: SettingsInput): (string | undefined)[] => [
  length('oKActions', input.OKActions, 0, 5),
  length('alarmActions', input.AlarmActions, 0, 5),
  length('insufficientDataActions', input.InsufficientDataActions, 0, 5),
];

/**
 * The settings of an input that has passed the checks.
 *
 * @param topicsReachable whether SNS topics can be used as actions
 * @throws AwsError not covered: actions other than SNS topics
 */
export function settingsOf(
  context: LocalContext,
  input: SettingsInput,
  topicsReachable: boolean,
): AlarmSettings {
  const actions = {
    OK: input.OKActions ?? [],
    ALARM: input.AlarmActions ?? [],
    INSUFFICIENT_DATA: input.InsufficientDataActions ?? [],
  };
  for (const action of Object.values(actions).flat()) {
    if (!topicsReachable || !action.startsWith('arn:aws:sns:')) {
      throw notCovered(`the alarm action ${action}${topicsReachable ? ' (only SNS topics)' : ''}`);
    }
  }
  const name = input.AlarmName as string;
  return {
    name,
    arn: alarmArn(context, name),
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    actions,
    updatedAt: context.clock.now(),
  };
}

export const alarmArn = (context: Pick<LocalContext, 'account' | 'region'>, name: string): string =>
  arnOf(context, 'cloudwatch', `alarm:${name}`);
