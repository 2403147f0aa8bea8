import type { DataCaptureConfig, DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { EndpointConfig } from './endpoint-configs.ts';

type FromConfig = Pick<
  DescribeEndpointOutput,
  'AsyncInferenceConfig' | 'DataCaptureConfig' | 'ExplainerConfig' | 'MetricsConfig'
>;

/**
 * What DescribeEndpoint shows of the config in use beside its variants: what has no effect here, as it was given.
 * Nothing if the config was deleted meanwhile (AWS: "you may lose visibility").
 *
 * @param capture what the live fleet captures
 */
export function shownFrom(
  config: EndpointConfig | undefined,
  capture: DataCaptureConfig | undefined,
): FromConfig {
  if (config === undefined) return {};
  const { AsyncInferenceConfig, ExplainerConfig } = config.input;
  const isCapturing = capture?.EnableCapture !== false;
  return {
    ...(AsyncInferenceConfig && { AsyncInferenceConfig }),
    ...(capture && {
      DataCaptureConfig: {
        EnableCapture: isCapturing,
        CaptureStatus: isCapturing ? 'Started' : 'Stopped',
        CurrentSamplingPercentage: capture.InitialSamplingPercentage,
        DestinationS3Uri: capture.DestinationS3Uri,
        KmsKeyId: capture.KmsKeyId ?? '',
      },
    }),
    ...(ExplainerConfig && { ExplainerConfig }),
    ...(config.metrics && { MetricsConfig: config.metrics }),
  };
}
