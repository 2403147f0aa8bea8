import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { Lookups } from '../iam/needs/need.ts';
import type { SageMaker } from '../sagemaker/sagemaker.ts';
import type { SecretsManager } from '../secrets-manager/secrets-manager.ts';
import type { States } from '../states/states.ts';

interface Services {
  readonly cloudwatch: Pick<CloudWatch, 'tagsOf'>;
  readonly sagemaker: Pick<SageMaker, 'tagsOf' | 'volumeKeyOf'>;
  readonly secretsManager: Pick<SecretsManager, 'arnOf'>;
  readonly states: Pick<States, 'machineOf'>;
}

/**
 * What IAM asks the services.
 * @param services asked later: IAM is there before them
 */
export const iamLookups = (services: () => Services): Lookups => ({
  tagsOf(arn) {
    const { cloudwatch, sagemaker } = services();
    if (arn.startsWith('arn:aws:cloudwatch:')) return Object.fromEntries(cloudwatch.tagsOf(arn));
    if (!arn.startsWith('arn:aws:sagemaker:')) return {};
    return Object.fromEntries(sagemaker.tagsOf(arn).map(({ Key = '', Value = '' }) => [Key, Value]));
  },
  machineOf: (token) => services().states.machineOf(token),
  secretArn: (idOrName) => services().secretsManager.arnOf(idOrName),
  volumeKeyOf: (name) => services().sagemaker.volumeKeyOf(name),
});
