import { isComparedAlarm } from '../../alarms/alarm-schema.ts';
import type { Manifest } from '../../manifest/schema.ts';
import { modelBucketOf, type Rollout } from '../../release.ts';
import type { EndpointConfigDefinition } from '../../sagemaker.ts';
import { type Problem, shown } from '../../values/problem.ts';
import { captureRight, othersCapture, plannedCapture } from '../capture.ts';
import { judgesIn } from '../comparisons-of.ts';
import { isServerless } from '../compose-variants.ts';
import type { Findings } from '../findings.ts';
import type { Checked } from './checked.ts';

/** Whether the endpoint's answers can be captured, and their scores compared. */
export function checkCapture(
  rollout: Rollout,
  manifest: Manifest,
  { live, allowedGates }: Pick<Findings, 'live' | 'allowedGates'>,
  { AsyncInferenceConfig, ProductionVariants }: EndpointConfigDefinition,
): Checked {
  const { capture } = manifest;
  const comparing = fieldsComparing(manifest);
  if (capture === undefined)
    return { problems: comparing.map((field) => withoutCapture(field)), warnings: [] };
  const uncaptured = [
    ...(AsyncInferenceConfig === undefined ? [] : ['an asynchronous endpoint']),
    ...(ProductionVariants.some(isServerless) ? ['a serverless variant'] : []),
  ];
  const others = othersCapture(rollout, live);
  const fault = 'json' in capture.score ? allowedGates?.expectationFault?.(capture.score.json) : undefined;
  const isFirst = live !== undefined && plannedCapture(rollout, capture, live)?.before === null;
  return {
    problems: [
      ...uncaptured.map((got) => ({
        field: 'capture',
        expected: 'an endpoint of instances that answers at once: SageMaker captures data of no other',
        got,
        fix: 'Take capture out, and what compares scores.',
      })),
      ...(others === undefined ? [] : [redirected(others.destination)]),
      ...(fault === undefined
        ? []
        : [{ field: 'capture.score.json', expected: 'a JSONata expression', got: fault }]),
    ],
    warnings:
      isFirst && others === undefined
        ? comparing.map((field) => notYet(field, modelBucketOf(rollout.release)))
        : [],
  };
}

/** The fields that say that scores are compared. */
const fieldsComparing = (manifest: Manifest): string[] => [
  ...manifest.alarms.flatMap((alarm, index) =>
    isComparedAlarm(alarm) && alarm.compare === 'score' ? [`alarms[${index}].compare`] : [],
  ),
  ...judgesIn(manifest).flatMap(({ field, config }) =>
    config.compare === 'score' ? [`${field}.compare`] : [],
  ),
];

const withoutCapture = (field: string): Problem => ({
  field,
  expected: 'captured answers, which scores are compared by',
  got: 'no capture',
  fix: 'Write where the score is: capture: { sample: 20%, score: { json: "predictions[0].score" } }.',
});

const redirected = (destination: string): Problem => ({
  field: 'capture',
  expected: 'an endpoint whose answers nobody else captures: a capture of others is never redirected',
  got: shown(destination),
  fix: 'Take capture out of the manifest, or update the endpoint to a config without DataCaptureConfig first.',
});

const notYet = (field: string, bucket: string): Problem => ({
  field,
  expected: 'answers of what serves that are captured, too',
  got: 'none: they are captured from this release on, so that the next one can be compared with it',
  fix: `SageMaker does not say if it may not write them: ${captureRight(bucket)}.`,
});
