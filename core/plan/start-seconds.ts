import type { ProductionVariant } from '../sagemaker.ts';
import { longest } from './compose.ts';

/** How long the models of those variants may take to download and to answer their first ping, in seconds. */
export const startSecondsOf = (variants: readonly ProductionVariant[]): number =>
  longest(variants, 'ModelDataDownloadTimeoutInSeconds') +
  longest(variants, 'ContainerStartupHealthCheckTimeoutInSeconds');
