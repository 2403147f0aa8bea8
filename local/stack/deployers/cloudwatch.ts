import type { PutCompositeAlarmCommandInput, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { arnOf, type LocalContext } from '../../context.ts';
import { type Deployed, deployer, type ResourceToCreate, type Site } from './deployer.ts';

/** CloudFormation takes numbers and booleans as texts, too. */
const number = z.coerce.number().optional();
const text = z.string().optional();
const texts = z.array(z.string()).optional();
const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
  .optional();
/** Nested shapes are those of the API, which checks them and knows what it covers. */
const asTheApi = z.array(z.unknown()).optional();

const actions = {
  ActionsEnabled: flag,
  AlarmActions: texts,
  AlarmDescription: text,
  AlarmName: text,
  InsufficientDataActions: texts,
  OKActions: texts,
  Tags: asTheApi,
};

const deployed = (AlarmName: string, context: LocalContext): Deployed => ({
  ref: AlarmName,
  attributes: { Arn: arnOf(context, 'cloudwatch', `alarm:${AlarmName}`) },
});

const nameOf = (name: string | undefined, { logicalId }: ResourceToCreate, { stackName }: Site): string =>
  name ?? `${stackName}-${logicalId}`;

export const metricAlarm = deployer({
  properties: z.strictObject({
    ...actions,
    ComparisonOperator: text,
    DatapointsToAlarm: number,
    Dimensions: asTheApi,
    EvaluateLowSampleCountPercentile: text,
    EvaluationPeriods: number,
    ExtendedStatistic: text,
    MetricName: text,
    Metrics: asTheApi,
    Namespace: text,
    Period: number,
    Statistic: text,
    Threshold: number,
    ThresholdMetricId: text,
    TreatMissingData: text,
    Unit: text,
  }),
  create(properties, site, resource) {
    const AlarmName = nameOf(properties.AlarmName, resource, site);
    site.services.cloudwatch.putMetricAlarm({ ...properties, AlarmName } as PutMetricAlarmCommandInput);
    return deployed(AlarmName, site.context);
  },
});

export const compositeAlarm = deployer({
  properties: z.strictObject({
    ...actions,
    ActionsSuppressor: text,
    ActionsSuppressorExtensionPeriod: number,
    ActionsSuppressorWaitPeriod: number,
    AlarmRule: z.string(),
  }),
  create(properties, site, resource) {
    const AlarmName = nameOf(properties.AlarmName, resource, site);
    site.services.cloudwatch.putCompositeAlarm({ ...properties, AlarmName } as PutCompositeAlarmCommandInput);
    return deployed(AlarmName, site.context);
  },
});
