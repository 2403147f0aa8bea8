/** A token bucket: how many calls it takes at once, and how many tokens come back each second. */
export interface Bucket {
  readonly size: number;
  readonly perSecond: number;
}

/**
 * Buckets by the service that requests are signed for and by operation, of one account in one region. `*` is the bucket
 * that each operation has that is not named. Without one, calls are not limited.
 */
export type RateLimits = Readonly<Record<string, Readonly<Record<string, Bucket>>>>;

/** No size is documented: a second's calls at once. */
const perSecond = (calls: number): Bucket => ({ size: calls, perSecond: calls });
const bucket = (size: number, refill: number): Bucket => ({ size, perSecond: refill });

/**
 * AWS's defaults in us-east-1, of operations that exist here.
 *
 * CloudWatch: "CloudWatch endpoints and quotas" of the General Reference. Step Functions: "Quotas related to API action
 * throttling" of its guide. EventBridge and Service Quotas: their own quotas, as Service Quotas lists them. Systems
 * Manager: "Parameter Store quotas". SageMaker's are not documented: docs/assumptions.md, "Rates of SageMaker's API".
 */
export const awsRateLimits: RateLimits = {
  monitoring: {
    DeleteAlarms: perSecond(3),
    DescribeAlarmHistory: perSecond(20),
    DescribeAlarms: perSecond(9),
    DescribeAlarmsForMetric: perSecond(9),
    DisableAlarmActions: perSecond(3),
    EnableAlarmActions: perSecond(3),
    GetMetricData: perSecond(500),
    GetMetricStatistics: perSecond(400),
    ListMetrics: perSecond(25),
    ListTagsForResource: perSecond(10),
    PutCompositeAlarm: perSecond(3),
    PutMetricAlarm: perSecond(3),
    PutMetricData: perSecond(500),
    SetAlarmState: perSecond(3),
    TagResource: perSecond(20),
    UntagResource: perSecond(20),
  },
  sagemaker: {
    DescribeEndpoint: perSecond(10),
    DescribeEndpointConfig: perSecond(10),
    DescribeModel: perSecond(10),
    ListEndpointConfigs: perSecond(10),
    ListEndpoints: perSecond(10),
    ListModels: perSecond(10),
    ListTags: perSecond(10),
    '*': perSecond(4),
  },
  states: {
    DescribeExecution: bucket(300, 15),
    DescribeStateMachine: bucket(200, 20),
    DescribeStateMachineForExecution: bucket(200, 1),
    GetExecutionHistory: bucket(400, 20),
    ListExecutions: bucket(200, 5),
    ListStateMachines: bucket(100, 5),
    RedriveExecution: bucket(1300, 300),
    SendTaskFailure: bucket(3000, 500),
    SendTaskHeartbeat: bucket(3000, 500),
    SendTaskSuccess: bucket(3000, 500),
    StartExecution: bucket(1300, 300),
    StopExecution: bucket(1000, 200),
  },
  events: { PutEvents: perSecond(10_000), '*': perSecond(50) },
  servicequotas: { GetServiceQuota: perSecond(10), ListServiceQuotas: perSecond(10) },
  ssm: { GetParameter: perSecond(40), GetParameters: perSecond(40), GetParametersByPath: perSecond(40) },
};
