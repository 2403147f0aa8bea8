import {
  type MetricScope,
  metricCatalogue,
  metricIn,
  namespaceMeant,
  type PublishedMetric,
  spelling,
} from '../cloudwatch/metric-catalogue.ts';
import type { GuardedRelease } from './guarded-release.ts';

/** A metric that somebody's alarm watches. */
export interface AlarmMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** If the alarm names a unit, it sees only data in this unit. */
  readonly unit?: string;
}

/** Why an alarm on a metric can't see the new fleet. */
export interface MetricFault {
  /**
   * `never`: the metric does not exist, so it has no data. `spelling`: the same, and certain, because
   * CloudWatch matches names exactly. `elsewhere`: the metric exists, but it is not the new fleet's.
   */
  readonly kind: 'never' | 'spelling' | 'elsewhere';
  readonly expected: string;
  /** What the alarm is on, worded to follow the alarm's name. */
  readonly got: string;
  readonly fix?: string;
}

/**
 * Everything that keeps the metric from being the new fleet's. Metrics that are not SageMaker's are their
 * owners' affair.
 */
export function metricFaults(metric: AlarmMetric, release: GuardedRelease): readonly MetricFault[] {
  const meant = namespaceMeant(metric.namespace);
  if (meant === undefined) return foreignFaults(metric, release);
  const published = metricIn(meant, metric.name);
  const source = sourceFault(metric, meant, published);
  if (source !== undefined) return [source];
  if (published === undefined) return [];
  const kind = kindFault(published, release);
  if (kind !== undefined) return [kind];
  return [...dimensionFaults(metric, published, release), ...unitFaults(metric, published)];
}

function sourceFault(
  { namespace, name }: AlarmMetric,
  meant: string,
  published: PublishedMetric | undefined,
): MetricFault | undefined {
  const expected = 'an alarm on a metric that SageMaker publishes';
  if (meant !== namespace)
    return { kind: 'spelling', expected, got: `in namespace ${namespace}, which SageMaker spells ${meant}` };
  if (published !== undefined) return undefined;
  const elsewhere = metricCatalogue.find((one) => one.name === name && one.scope !== 'inference-component');
  if (elsewhere !== undefined)
    return {
      kind: 'never',
      expected,
      got: `on ${name} in ${namespace}: it is published in ${elsewhere.namespace}`,
    };
  const right = spelling(name);
  if (right !== undefined)
    return { kind: 'spelling', expected, got: `on ${name}, which SageMaker spells ${right}` };
  return {
    kind: 'never',
    expected,
    got: `on ${name} in ${namespace}, which SageMaker is not known to publish for endpoints`,
  };
}

const kindNames = {
  'real-time': 'a real-time endpoint',
  asynchronous: 'an asynchronous endpoint',
  serverless: 'a serverless endpoint',
  pipeline: 'an inference pipeline',
  'multi-model': 'a multi-model endpoint',
  'inference-components': 'inference components',
} as const;

/** Undefined if SageMaker publishes the metric for such endpoints. */
export function kindFault(
  { name, kinds }: PublishedMetric,
  { kinds: own }: Pick<GuardedRelease, 'kinds'>,
): MetricFault | undefined {
  if (kinds.some((kind) => own.includes(kind))) return undefined;
  const [first = 'real-time'] = own;
  const expected = `an alarm on a metric that SageMaker publishes for ${kindNames[first]}`;
  const got = `on ${name}, which it publishes for ${kinds.map((kind) => kindNames[kind]).join(' or ')} alone`;
  return { kind: 'never', expected, got };
}

const names: Readonly<Record<MetricScope, readonly string[]>> = {
  endpoint: ['EndpointName'],
  variant: ['EndpointName', 'VariantName'],
  container: ['EndpointName', 'VariantName', 'ContainerName'],
  'inference-component': ['InferenceComponentName'],
};

/**
 * Dimensions that may be added to a variant's: "Metrics for multi-container endpoints", "Enhanced metrics".
 */
const finer = ['ContainerName', 'Region', 'AvailabilityZone', 'InstanceType'];

function dimensionFaults(
  metric: AlarmMetric,
  published: PublishedMetric,
  release: GuardedRelease,
): MetricFault[] {
  const { name, dimensions } = metric;
  const needed = names[published.scope];
  const by = [...needed, ...(published.byConfig ? ['EndpointConfigName'] : [])];
  const faults = ownFaults(metric, release, published.byConfig);
  const missing = needed.filter((one) => dimensions[one] === undefined);
  const extra = Object.keys(dimensions).filter((one) => !by.includes(one) && !finer.includes(one));
  const instance = dimensions.InstanceId;
  if (instance !== undefined) {
    const got = `on instance ${instance}: a release brings instances of its own`;
    return [...faults, { kind: 'elsewhere', expected: seesNew(release), got }];
  }
  if (missing.length === 0 && extra.length === 0) return faults;
  const what = missing.length > 0 ? `without ${missing.join(' and ')}` : `by ${extra.join(' and ')}`;
  return [
    ...faults,
    {
      kind: 'never',
      expected: `an alarm on a metric as SageMaker publishes it, by ${needed.join(' and ')}`,
      got: `on ${name} ${what}, of which there are no data`,
    },
  ];
}

const seesNew = ({ config }: GuardedRelease): string =>
  `an alarm that sees the new fleet, whose config is "${config}"`;

/** Checks the dimensions with SageMaker's names: endpoint, variant and config. */
function ownFaults({ dimensions }: AlarmMetric, release: GuardedRelease, byConfig = true): MetricFault[] {
  const { EndpointName: endpoint, VariantName: variant, EndpointConfigName: config } = dimensions;
  const faults: MetricFault[] = [];
  const differ = (one: string, other: string) => one.toLowerCase() !== other.toLowerCase();
  if (endpoint !== undefined && endpoint !== release.endpoint) {
    const expected = `an alarm on endpoint "${release.endpoint}"`;
    const isOther = differ(endpoint, release.endpoint);
    faults.push(
      isOther
        ? { kind: 'elsewhere', expected, got: `on endpoint "${endpoint}"` }
        : { kind: 'spelling', expected, got: `on endpoint "${endpoint}": CloudWatch minds capitals` },
    );
  }
  const known = release.variants.map(({ name }) => name);
  if (variant !== undefined && !known.includes(variant)) {
    const expected = `an alarm on ${known.length === 1 ? 'variant' : 'one of the variants'} ${known.map((one) => `"${one}"`).join(', ')}`;
    const isOther = known.every((one) => differ(variant, one));
    faults.push(
      isOther
        ? { kind: 'elsewhere', expected, got: `on variant "${variant}"` }
        : { kind: 'spelling', expected, got: `on variant "${variant}": CloudWatch minds capitals` },
    );
  }
  if (config !== undefined && byConfig && config !== release.config) {
    const which = config === release.liveConfig ? ', the one that serves now' : '';
    const fix = 'Leave out EndpointConfigName, or have an alarm made for each release: { metric: … }.';
    faults.push({ kind: 'elsewhere', expected: seesNew(release), got: `on config "${config}"${which}`, fix });
  }
  return faults;
}

/** For a metric that is not SageMaker's, only the dimensions with SageMaker's names count. */
const foreignFaults = (metric: AlarmMetric, release: GuardedRelease): readonly MetricFault[] =>
  ownFaults(metric, release).map((fault) =>
    fault.kind === 'spelling' ? { ...fault, kind: 'elsewhere' } : fault,
  );

/** "If you specify a unit, CloudWatch only considers data with that unit" (PutMetricAlarm, Unit). */
function unitFaults({ name, unit }: AlarmMetric, published: PublishedMetric): MetricFault[] {
  if (unit === undefined || unit === published.unit) return [];
  const expected = `an alarm on ${name} in its unit, ${published.unit}, or without Unit`;
  return [{ kind: 'never', expected, got: `with Unit ${unit}, in which there are no data` }];
}
