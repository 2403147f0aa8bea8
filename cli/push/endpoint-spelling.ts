import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ifReadable } from '../../adapters/optional-read.ts';
import { ownName } from '../../adapters/sagemaker/own-name.ts';
import type { Aws } from '../aws/aws.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Refuses a name that differs from the endpoint's own only in upper and lower case: SageMaker takes it for the
 * same endpoint, but the release would be refused. Without the right to look, nothing is checked.
 * @throws UsageError
 */
export async function checkSpelling({ clients }: Aws, endpoint: string): Promise<void> {
  const own = await ifReadable(() => ownName(clients(SageMakerClient), endpoint));
  if (own === undefined || own === endpoint) return;
  throw new UsageError(
    `--endpoint: expected ${own}, as the endpoint is called (upper and lower case count), got ${endpoint}.`,
  );
}
