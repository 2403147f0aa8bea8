/** Condition keys that requests have here. Those that end in `/` go on with a tag's key. */
const covered: readonly string[] = [
  'aws:CurrentTime',
  'aws:EpochTime',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalIsAWSService',
  'aws:PrincipalServiceName',
  'aws:PrincipalType',
  'aws:RequestedRegion',
  'aws:RequestTag/',
  'aws:ResourceAccount',
  'aws:ResourceTag/',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceOwner',
  'aws:TagKeys',
  'aws:ViaAWSService',
  'cloudwatch:namespace',
  'events:detail-type',
  'events:source',
  'events:TargetArn',
  'iam:PassedToService',
  'kms:GrantIsForAWSResource',
  'kms:ViaService',
  'lambda:FunctionUrlAuthType',
  'lambda:InvokedViaFunctionUrl',
  's3:delimiter',
  's3:max-keys',
  's3:prefix',
  's3:RequestObjectTag/',
  's3:VersionId',
  's3:x-amz-acl',
  's3:x-amz-storage-class',
  'sagemaker:InstanceTypes',
  'sagemaker:ResourceTag/',
  'sagemaker:TaggingAction',
  'sagemaker:TargetModel',
  'sagemaker:VolumeKmsKey',
  'sns:Endpoint',
  'sns:Protocol',
];

const names = new Set(covered.map((key) => key.toLowerCase()));

/** Whether requests to which the key applies have it here. */
export function isCoveredKey(key: string): boolean {
  const name = key.toLowerCase();
  return names.has(name) || names.has(name.slice(0, name.indexOf('/') + 1));
}
