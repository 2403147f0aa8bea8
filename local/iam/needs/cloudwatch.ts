import { arnOf } from '../../context.ts';
import type { Access } from '../access.ts';
import { anywhere, type Need, type NeedSite, type Needs, need, requestTags } from './need.ts';

const alarm = ({ context }: NeedSite, name: unknown): string =>
  arnOf(context, 'cloudwatch', `alarm:${String(name ?? '')}`);

const onEach =
  (action: string): Need =>
  (input, site) =>
    ((input.AlarmNames ?? []) as readonly string[]).map((name) => need(action, alarm(site, name)));

/** Which alarms are told cannot be restricted further. */
const onAll =
  (action: string): Need =>
  (_, site) =>
    need(action, alarm(site, '*'));

/** "You must also have the cloudwatch:TagResource permission" (API reference, PutMetricAlarm, Tags). */
const put =
  (action: string): Need =>
  (input, site) => {
    const tags = requestTags(input.Tags);
    const resource = alarm(site, input.AlarmName);
    const tagging: Access[] =
      (input.Tags ?? []).length === 0 ? [] : [need('cloudwatch:TagResource', resource, tags)];
    return [need(action, resource, tags), ...tagging];
  };

/** CloudWatch's actions (Service Authorization Reference, "Amazon CloudWatch"). */
export const cloudwatchNeeds: Needs = {
  PutMetricData: (input) =>
    need('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': input.Namespace }),
  GetMetricData: anywhere('cloudwatch:GetMetricData'),
  GetMetricStatistics: anywhere('cloudwatch:GetMetricStatistics'),
  ListMetrics: anywhere('cloudwatch:ListMetrics'),
  PutMetricAlarm: put('cloudwatch:PutMetricAlarm'),
  PutCompositeAlarm: put('cloudwatch:PutCompositeAlarm'),
  DescribeAlarms: onAll('cloudwatch:DescribeAlarms'),
  DescribeAlarmsForMetric: anywhere('cloudwatch:DescribeAlarmsForMetric'),
  DescribeAlarmHistory: (input, site) =>
    need('cloudwatch:DescribeAlarmHistory', alarm(site, input.AlarmName ?? '*')),
  SetAlarmState: (input, site) => need('cloudwatch:SetAlarmState', alarm(site, input.AlarmName)),
  EnableAlarmActions: onEach('cloudwatch:EnableAlarmActions'),
  DisableAlarmActions: onEach('cloudwatch:DisableAlarmActions'),
  DeleteAlarms: onEach('cloudwatch:DeleteAlarms'),
  TagResource: (input) => need('cloudwatch:TagResource', input.ResourceARN ?? '', requestTags(input.Tags)),
  UntagResource: (input) =>
    need('cloudwatch:UntagResource', input.ResourceARN ?? '', { 'aws:TagKeys': input.TagKeys ?? [] }),
  ListTagsForResource: (input) => need('cloudwatch:ListTagsForResource', input.ResourceARN ?? ''),
};
