import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { EndpointConfig } from './endpoint-configs.ts';

type FromConfig = Pick<
  DescribeEndpointOutput,
  'AsyncInferenceConfig' | 'DataCaptureConfig' | 'ExplainerConfig' | 'MetricsConfig'
>;

/**
 * What DescribeEndpoint shows of the config in use beside its variants: what has no effect here, as it was given.
 * Nothing if the config was deleted meanwhile (AWS: "you may lose visibility").
 */
export function shownFrom(config: EndpointConfig | undefined): FromConfig {
  if (config === undefined) return {};
  const { AsyncInferenceConfig, DataCaptureConfig: capture, ExplainerConfig } = config.input;
  return {
    ...(AsyncInferenceConfig && { AsyncInferenceConfig }),
    ...(capture && {
      DataCaptureConfig: {
        EnableCapture: capture.EnableCapture ?? false,
        CaptureStatus: capture.EnableCapture ? 'Started' : 'Stopped',
        CurrentSamplingPercentage: capture.InitialSamplingPercentage,
        DestinationS3Uri: capture.DestinationS3Uri,
        KmsKeyId: capture.KmsKeyId ?? '',
      },
    }),
    ...(ExplainerConfig && { ExplainerConfig }),
    ...(config.metrics && { MetricsConfig: config.metrics }),
  };
}
