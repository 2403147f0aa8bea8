import { isComparedAlarm } from '../../alarms/alarm-schema.ts';
import type { ComparedAlarm } from '../../alarms/comparison.ts';
import type { GuardedRelease } from '../../alarms/guarded-release.ts';
import { invocationMetric } from '../../alarms/measure.ts';
import { kindFault } from '../../alarms/metric-fault.ts';
import { compare } from '../../gates/compare.ts';
import { comparedMetrics } from '../../gates/comparison-terms.ts';
import type { JudgeConfig } from '../../gates/judge-config.ts';
import type { Manifest } from '../../manifest/schema.ts';
import type { ProductionVariant } from '../../sagemaker.ts';
import { type Problem, shown } from '../../values/problem.ts';
import { judgesIn } from '../comparisons-of.ts';
import type { Checked } from './checked.ts';
import { bakeDoubts, type PlannedShift } from './gates.ts';

/** Whether the manifest's comparisons can be made on this endpoint, and what may make them and its judges wrong. */
export function checkComparisons(
  { alarms, gates }: Pick<Manifest, 'alarms' | 'gates'>,
  release: GuardedRelease,
  variants: readonly ProductionVariant[],
  shift: PlannedShift,
): Checked {
  const compared = alarms.flatMap((alarm, index) =>
    isComparedAlarm(alarm) ? [{ alarm, field: `alarms[${index}]` }] : [],
  );
  const own = compared
    .filter(({ alarm }) => alarm.computedBy === 'greenlight')
    .map(({ alarm, field }) => ({ field: `${field}.compare`, gate: { kind: compare.kind, config: alarm } }));
  const judges = judgesIn({ gates }).map(({ field, config }) => ({ field: `${field}.compare`, config }));
  const fields = [...compared.map(({ field }) => `${field}.compare`), ...judges.map(({ field }) => field)];
  return {
    problems: compared.flatMap(({ alarm, field }, index) => [
      ...twice(alarm, field, compared.slice(0, index)),
      ...uncounted(alarm, field, release),
    ]),
    warnings: [
      ...fields.flatMap((field) => sticky(field, variants)),
      ...judges.flatMap(({ field, config }) => inBothWays(field, config, compared)),
      ...(shift.action === 'create'
        ? nothingBefore(compared)
        : own.length === 0
          ? []
          : bakeDoubts(own, shift)),
    ],
  };
}

/** There is no old fleet: said once. */
const nothingBefore = ([first]: readonly { readonly field: string }[]): Problem[] =>
  first === undefined
    ? []
    : [
        {
          field: `${first.field}.compare`,
          expected: 'an endpoint that serves, to compare with',
          got: 'a first release: nothing is compared, from the next one on it is',
        },
      ];

/** Two ways at once would have twice the chance of a false alarm. */
const twice = (
  { compare: what }: ComparedAlarm,
  field: string,
  before: readonly { readonly alarm: ComparedAlarm }[],
): Problem[] =>
  before.some(({ alarm }) => alarm.compare === what)
    ? [
        {
          field: `${field}.compare`,
          expected: 'each comparison once, so that its chance of a false alarm is spent once',
          got: `${what} a second time`,
        },
      ]
    : [];

/** A judge is by Greenlight: CloudWatch's alarm on the same has a chance of a false alarm of its own. */
const inBothWays = (
  field: string,
  { compare: what }: JudgeConfig,
  compared: readonly { readonly alarm: ComparedAlarm; readonly field: string }[],
): Problem[] =>
  compared
    .filter(({ alarm }) => alarm.compare === what && alarm.computedBy === 'cloudwatch')
    .map((other) => ({
      field,
      expected: 'each comparison in one way, so that its chance of a false alarm is spent once',
      got: `${what}, which CloudWatch computes for ${other.field}, too`,
    }));

/** Without the fleet's requests, or the events among them, nothing can be compared. */
function uncounted({ compare: what }: ComparedAlarm, field: string, release: GuardedRelease): Problem[] {
  // Scores are counted in what is captured (capture.ts).
  if (what === 'score') return [];
  const faults = ['Invocations', what === 'slow' ? 'ModelLatency' : comparedMetrics[what]].flatMap((name) => {
    const { published } = invocationMetric(name);
    const fault = published === undefined ? undefined : kindFault(published, release);
    return fault === undefined ? [] : [{ name, fault }];
  });
  return faults.slice(0, 1).map(({ name, fault }) => ({
    field: `${field}.compare`,
    expected: fault.expected,
    got: `${shown(name)}, ${fault.got}`,
    fix: 'Take the comparison out; an alarm on a metric that this endpoint sends can watch it.',
  }));
}

const independent = ['RANDOM', 'LEAST_OUTSTANDING_REQUESTS'];

/** Whose requests come back to the same instance, comes back with the same failures. */
const sticky = (field: string, variants: readonly ProductionVariant[]): Problem[] =>
  variants.flatMap(({ VariantName, RoutingConfig }) => {
    const strategy = (RoutingConfig as { RoutingStrategy?: unknown } | undefined)?.RoutingStrategy;
    if (typeof strategy !== 'string' || independent.includes(strategy)) return [];
    return [
      {
        field,
        expected: 'requests that fall to either fleet independently of each other',
        got: `${shown(VariantName)} with RoutingStrategy ${strategy}: like requests stay together, so false alarms are more frequent than falseAlarms says`,
      },
    ];
  });
