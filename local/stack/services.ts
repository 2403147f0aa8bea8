import type { RestApis } from '../api-gateway/rest-apis.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { DynamoDb } from '../dynamodb/dynamodb.ts';
import type { EventBridge } from '../events/events.ts';
import type { Iam } from '../iam/iam.ts';
import type { FunctionUrls } from '../lambda/function-urls.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { S3 } from '../s3/s3.ts';
import type { SecretsManager } from '../secrets-manager/secrets-manager.ts';
import type { Sns } from '../sns/sns.ts';
import type { Sqs } from '../sqs/sqs.ts';
import type { Ssm } from '../ssm/ssm.ts';
import type { States } from '../states/states.ts';

/** What a deployment creates resources with: the set-up side of each service. */
export interface StackServices {
  readonly s3: Pick<S3, 'createBucket'>;
  readonly cloudwatch: Pick<CloudWatch, 'putMetricAlarm' | 'putCompositeAlarm'>;
  readonly dynamodb: Pick<DynamoDb, 'createTable'>;
  readonly sns: Pick<Sns, 'createTopic' | 'subscribe'>;
  readonly sqs: Pick<Sqs, 'createQueue'>;
  readonly iam: Pick<Iam, 'putRole' | 'putResourcePolicy' | 'addPermission'>;
  readonly lambda: Pick<Lambda, 'createFunction' | 'configureAsync' | 'mapQueue'> & {
    readonly urls: Pick<FunctionUrls, 'create' | 'permit'>;
  };
  readonly events: Pick<EventBridge, 'putRule'>;
  readonly restApis: Pick<RestApis, 'create' | 'putMethod' | 'deploy' | 'createStage'>;
  readonly secretsManager: Pick<SecretsManager, 'createSecret'>;
  readonly ssm: Pick<Ssm, 'putParameter'>;
  readonly states: Pick<States, 'createStateMachine'>;
}
