/** The hosts of AWS's consoles, by partition. */
const hosts: Readonly<Record<string, (region: string) => string>> = {
  aws: (region) => `${region}.console.aws.amazon.com`,
  'aws-cn': (region) => `${region}.console.amazonaws.cn`,
  'aws-us-gov': (region) => `${region}.console.amazonaws-us-gov.com`,
};

/** The account of the local AWS, which has no console. */
const localAccount = '000000000000';

/** The partition, region and account in an ARN. */
export function placeOf(arn: string): { partition: string; region: string; account: string } | undefined {
  const [, partition, region, account] =
    /^arn:(aws[a-z-]*):[a-z0-9-]+:([a-z0-9-]+):(\d{12}):/.exec(arn) ?? [];
  if (partition === undefined || region === undefined || account === undefined) return undefined;
  return { partition, region, account };
}

/** The console's base URL for the ARN's place; undefined if there is no console for it. */
function consoleOf(arn: string): { base: string; region: string } | undefined {
  const place = placeOf(arn);
  const host = place && hosts[place.partition];
  if (place === undefined || host === undefined || place.account === localAccount) return undefined;
  return { base: `https://${host(place.region)}`, region: place.region };
}

/** The execution in AWS's console. */
export function executionPage(execution: string): string | undefined {
  const at = consoleOf(execution);
  return at && `${at.base}/states/home?region=${at.region}#/v2/executions/details/${execution}`;
}

/** The endpoint in AWS's console, where the execution's ARN says which account and region it is in. */
export function endpointPage(execution: string, endpoint: string): string | undefined {
  const at = consoleOf(execution);
  return at && `${at.base}/sagemaker/home?region=${at.region}#/endpoints/${endpoint}`;
}

/** The alarm in AWS's console. */
export function alarmPage(execution: string, alarm: string): string | undefined {
  const at = consoleOf(execution);
  return at && `${at.base}/cloudwatch/home?region=${at.region}#alarmsV2:alarm/${encodeURIComponent(alarm)}`;
}

/**
 * What the endpoint's containers have logged, in AWS's console. Both fleets log into one group, with one stream for each
 * variant and instance (SageMaker, "Log groups and streams").
 */
export function logsPage(execution: string, endpoint: string): string | undefined {
  const at = consoleOf(execution);
  // The console's fragment escapes twice, and writes $25 for the second per cent sign.
  const group = encodeURIComponent(encodeURIComponent(`/aws/sagemaker/Endpoints/${endpoint}`)).replaceAll(
    '%',
    '$',
  );
  return at && `${at.base}/cloudwatch/home?region=${at.region}#logsV2:log-groups/log-group/${group}`;
}

/** An object of a bucket in AWS's console, which serves whoever may read it: a presigned link dies with its session. */
export function objectPage(execution: string, bucket: string, key: string): string | undefined {
  const at = consoleOf(execution);
  return at && `${at.base}/s3/object/${bucket}?region=${at.region}&prefix=${encodeURIComponent(key)}`;
}
