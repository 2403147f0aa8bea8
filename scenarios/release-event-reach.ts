import type { BusEvent } from '../local/events/event.ts';

/** Whether the event reports the progress of a shift. */
export const isOfAShift = ({ 'detail-type': type, detail }: BusEvent): boolean =>
  type === 'SageMaker Endpoint Deployment State Change' && detail.EndpointStatus === 'UPDATING';

/** Archives, manifests and markers, in any spelling. */
const readName = /(\.tar\.gz|model\.(tgz|tar|zip)|light[^/]*\.(ya?ml|json)(\.txt)?|\/_?ready(\.txt)?)$/i;

const reaches: Readonly<Record<string, (event: BusEvent) => boolean>> = {
  'aws.s3': ({ 'detail-type': type, detail }) =>
    type === 'Object Created' && readName.test((detail.object as { key: string }).key),
  'aws.sagemaker': (event) =>
    isOfAShift(event) ||
    !['CREATING', 'UPDATING', 'SYSTEM_UPDATING', 'ROLLING_BACK'].includes(
      String(event.detail.EndpointStatus),
    ),
  greenlight: (event) =>
    ['Greenlight Shift To Be Checked', 'Greenlight Manifest Pending'].includes(event['detail-type']),
  'aws.cloudwatch': ({ detail }) => (detail.state as { value: string }).value === 'ALARM',
  // Of rollouts: a hold's timer that fails is told by an alarm of the controller's own.
  'aws.states': ({ detail }) =>
    ['FAILED', 'TIMED_OUT', 'ABORTED'].includes(String(detail.status)) &&
    String(detail.stateMachineArn).endsWith('-rollout'),
};

/** Whether the rules deliver such an event to one of our functions. */
export const isDelivered = (event: BusEvent): boolean => reaches[event.source]?.(event) ?? false;
