import type { Access, ApiCall } from '../access.ts';
import { cloudwatchNeeds } from './cloudwatch.ts';
import { lambdaNeeds, statesNeeds } from './compute.ts';
import { eventsNeeds, snsNeeds, sqsNeeds } from './messaging.ts';
import { anywhere, contextOf, type NeedSite, type Needs } from './need.ts';
import { s3Needs } from './s3.ts';
import { sagemakerNeeds, sagemakerRuntimeNeeds } from './sagemaker.ts';
import { dynamodbNeeds, secretsManagerNeeds, ssmNeeds } from './storage.ts';

/** What IAM is asked for, by the name that a service is signed for and by operation. */
export const needsByService: Readonly<Record<string, Needs>> = {
  'application-autoscaling': {
    RegisterScalableTarget: anywhere('application-autoscaling:RegisterScalableTarget'),
    DescribeScalableTargets: anywhere('application-autoscaling:DescribeScalableTargets'),
    PutScalingPolicy: anywhere('application-autoscaling:PutScalingPolicy'),
    PutScheduledAction: anywhere('application-autoscaling:PutScheduledAction'),
    DeregisterScalableTarget: anywhere('application-autoscaling:DeregisterScalableTarget'),
  },
  dynamodb: dynamodbNeeds,
  events: eventsNeeds,
  lambda: lambdaNeeds,
  monitoring: cloudwatchNeeds,
  'runtime.sagemaker': sagemakerRuntimeNeeds,
  s3: s3Needs,
  sagemaker: sagemakerNeeds,
  secretsmanager: secretsManagerNeeds,
  servicequotas: {
    ListServiceQuotas: anywhere('servicequotas:ListServiceQuotas'),
    GetServiceQuota: anywhere('servicequotas:GetServiceQuota'),
  },
  sns: snsNeeds,
  sqs: sqsNeeds,
  ssm: ssmNeeds,
  states: statesNeeds,
  // "No permissions are required to perform this operation" (API reference, GetCallerIdentity).
  sts: { GetCallerIdentity: () => [] },
};

/** What a call asks for. One of an operation that is not covered asks for nothing: the service refuses it. */
export function needsOf({ service, operation, input }: ApiCall, site: NeedSite): readonly Access[] {
  const needs = needsByService[service];
  const asked =
    needs !== undefined && Object.hasOwn(needs, operation) ? (needs[operation]?.(input, site) ?? []) : [];
  return Array.isArray(asked)
    ? asked.map((access: Access) => withTags(access, site))
    : [withTags(asked as Access, site)];
}

/**
 * The tags of what is there already: of what is being made, AWS has only the request's. They are read where somebody looks
 * at them, before the call is made.
 */
function withTags(access: Access, site: NeedSite): Access {
  let whole: Access['context'] | undefined;
  return {
    action: access.action,
    resource: access.resource,
    get context() {
      whole ??= { ...access.context, ...tagContext(access, site) };
      return whole;
    },
  };
}

function tagContext({ action, resource }: Access, site: NeedSite): Access['context'] {
  const isSageMaker = action.startsWith('sagemaker:');
  const keys = Object.entries(site.tagsOf(resource)).flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    ...(isSageMaker ? [[`sagemaker:ResourceTag/${key}`, value]] : []),
  ]);
  return contextOf(Object.fromEntries(keys));
}
