import { captureRight } from '../../plan/capture.ts';
import type { Finding } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

/** Data capture and Model Monitor. Both go on with a release, which keeps the capture's settings. */
export function checkMonitoring({
  findings: { live },
  schedules = [],
  ownCapture,
}: EndpointFacts): Finding<'monitoring'>[] {
  const capture = live.config.DataCaptureConfig;
  const captures =
    typeof capture === 'object' &&
    capture !== null &&
    'EnableCapture' in capture &&
    capture.EnableCapture === true;
  const nothing = ownCapture?.hasCome === false ? [nothingCame(ownCapture.destination)] : [];
  if (schedules.length > 0)
    return [
      ...nothing,
      {
        check: 'monitoring',
        weight: 'warning',
        found: `Model Monitor looks at it (${schedules.slice(0, 3).join(', ')}${schedules.length > 3 ? ' …' : ''}) and goes on comparing with a baseline that was made for the model of before`,
        todo: 'Make a new baseline once a release serves; and change data capture only between releases, since the SageMaker SDK does that by an update of its own',
      },
    ];
  if (ownCapture !== undefined || !captures) return nothing;
  return [
    {
      check: 'monitoring',
      weight: 'note',
      found:
        'it captures data; releases keep that. Turning it on or off by the SageMaker SDK is an update by somebody else',
    },
  ];
}

/** Nobody but SageMaker knows whether the role may write there; and it does not tell. */
const nothingCame = (destination: string): Finding<'monitoring'> => ({
  check: 'monitoring',
  weight: 'warning',
  found: `its answers are captured into ${destination}, and none has come of the release that serves: scores cannot be compared`,
  todo: `Unless nobody has asked it yet, ${captureRight(destination.split('/')[2] ?? '')} (npx greenlight docs operating)`,
});
