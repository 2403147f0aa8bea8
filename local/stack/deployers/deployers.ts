import { compositeAlarm, metricAlarm } from './cloudwatch.ts';
import type { Deployer } from './deployer.ts';
import { dynamoDbTable } from './dynamodb-table.ts';
import { eventInvokeConfig } from './event-invoke-config.ts';
import { eventSourceMapping } from './event-source-mapping.ts';
import { eventsRule } from './events-rule.ts';
import { functionUrl } from './function-url.ts';
import { iamRole } from './iam-role.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaPermission } from './lambda-permission.ts';
import { bucketPolicy, queuePolicy, topicPolicy } from './resource-policies.ts';
import { apiDeployment, apiMethod, apiStage, restApi } from './rest-api.ts';
import { s3Bucket } from './s3-bucket.ts';
import { secret } from './secret.ts';
import { snsSubscription, snsTopic } from './sns.ts';
import { sqsQueue } from './sqs-queue.ts';
import { ssmParameter } from './ssm-parameter.ts';
import { stateMachine } from './state-machine.ts';

/** The resource types that are really made. */
export const deployers: Readonly<Record<string, Deployer>> = {
  'AWS::ApiGateway::Deployment': apiDeployment,
  'AWS::ApiGateway::Method': apiMethod,
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Stage': apiStage,
  'AWS::CloudWatch::Alarm': metricAlarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::DynamoDB::Table': dynamoDbTable,
  'AWS::Events::Rule': eventsRule,
  'AWS::IAM::Role': iamRole,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': lambdaPermission,
  'AWS::Lambda::Url': functionUrl,
  'AWS::S3::Bucket': s3Bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SNS::Subscription': snsSubscription,
  'AWS::SNS::Topic': snsTopic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SQS::Queue': sqsQueue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::SSM::Parameter': ssmParameter,
  'AWS::SecretsManager::Secret': secret,
  'AWS::StepFunctions::StateMachine': stateMachine,
};
