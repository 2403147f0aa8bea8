import * as z from 'zod';
import {
  type EndpointKind,
  invocationNamespace,
  metricCatalogue,
  metricsNamed,
  namespaceMeant,
  type PublishedMetric,
  spelling,
} from '../cloudwatch/metric-catalogue.ts';
import type { Dimension } from './alarm-request.ts';

/**
 * Where an alarm's metric comes from, if it is not taken from the catalogue. Values of dimensions may contain
 * placeholders: `{endpoint}`, `{variant}`, `{config}`.
 */
export interface MetricSource {
  readonly namespace: string;
  readonly dimensions: readonly Dimension[];
}

/**
 * The kinds of endpoint that Greenlight releases to (docs/support.md). It cannot watch metrics of other kinds
 * only.
 */
const released: readonly EndpointKind[] = ['real-time', 'asynchronous', 'serverless'];

const isReleased = ({ kinds }: PublishedMetric): boolean => kinds.some((kind) => released.includes(kind));

/** Metrics that need only their name; a list for editors. */
export const publishedNames: readonly string[] = metricCatalogue
  .filter(isReleased)
  .map(({ name }) => name)
  .sort();

/** PutMetricAlarm: 1 to 255 characters, not starting with a colon. */
const namespaceExpected = "the metric's CloudWatch namespace";
export const namespace = z
  .string({ error: namespaceExpected })
  .regex(/^[^:].{0,254}$/, { error: namespaceExpected })
  .meta({
    description: 'The namespace of a metric that SageMaker does not publish for endpoints; needs dimensions.',
  });

const placeholders = ['{endpoint}', '{variant}', '{config}'];
const isSound = (value: string): boolean =>
  (value.match(/\{[^}]*\}?/g) ?? []).every((part) => placeholders.includes(part));

const valueExpected = `the dimension's value: text, in which ${placeholders.join(', ')} stand for the release's own`;

/** API model of CloudWatch: at most 30 dimensions, names of 255 and values of 1024 characters. */
export const dimensions = z
  .record(
    z.string().regex(/^[^:].{0,254}$/, { error: 'the name of a dimension' }),
    z
      .string({ error: valueExpected })
      .min(1, { error: valueExpected })
      .max(1024, { error: 'at most 1024 characters' })
      .refine(isSound, { error: valueExpected }),
    { error: 'names of dimensions with their values' },
  )
  .refine((all) => Object.keys(all).length <= 30, { error: 'at most 30 dimensions' })
  .meta({
    description:
      "All of the metric's dimensions, {} if it has none; {endpoint}, {variant} and {config} are filled in.",
  });

interface Written {
  readonly metric: string;
  readonly namespace?: string | undefined;
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
}

/** What is wrong with a metric's name or its source. */
interface SourceFault {
  readonly field: 'metric' | 'namespace' | 'dimensions';
  readonly expected: string;
  readonly fix?: string;
}

/**
 * Where the metric comes from, if the manifest says so and not the catalogue. CloudWatch treats each
 * combination of dimensions as a metric of its own, so a guess would put the alarm on a metric that does not
 * exist.
 *
 * @param isOwnWord whether it is one of the manifest's own words, such as 5xx-rate
 */
export function sourceOf(
  { metric, namespace: given, dimensions: written }: Written,
  isOwnWord: boolean,
): { readonly source?: MetricSource } | SourceFault {
  if (isOwnWord) {
    const field = given === undefined ? 'dimensions' : 'namespace';
    return given === undefined && written === undefined
      ? {}
      : { field, expected: `no ${field}: ${metric} has its own` };
  }
  if (given === undefined && written === undefined) return nameFault(metric) ?? {};
  if (given === undefined)
    return { field: 'namespace', expected: "the metric's namespace, beside its dimensions" };
  const spelt = namespaceMeant(given);
  if (spelt !== undefined && spelt !== given)
    return { field: 'namespace', expected: `${spelt}, as SageMaker spells it` };
  const known = metricCatalogue.filter(({ name }) => name === metric);
  if (spelt !== undefined && known.length > 0 && !known.some((one) => one.namespace === given)) {
    const fix = 'Leave out the namespace: it is known.';
    return {
      field: 'namespace',
      expected: `${known.map((one) => one.namespace).join(' or ')}, where ${metric} is`,
      fix,
    };
  }
  if (written === undefined) {
    const expected =
      "all of the metric's dimensions, {} if it has none: each combination is a metric of its own";
    const fix = 'For one by endpoint and variant: { EndpointName: "{endpoint}", VariantName: "{variant}" }.';
    return { field: 'dimensions', expected, fix };
  }
  const all = Object.entries(written).map(([Name, Value]): Dimension => ({ Name, Value }));
  return { source: { namespace: given, dimensions: all } };
}

/** Undefined if the name alone is enough. */
function nameFault(metric: string): SourceFault | undefined {
  const [published] = metricsNamed(metric);
  const right = spelling(metric);
  if (published === undefined && right !== undefined)
    return { field: 'metric', expected: `${right}, as SageMaker spells it` };
  if (published === undefined) {
    const fix =
      'If it is a metric of your own, give its namespace and dimensions, too: namespace: Acme/Models, dimensions: { Model: iris }.';
    return { field: 'metric', expected: 'a metric that SageMaker publishes for endpoints', fix };
  }
  if (published.scope === 'container') {
    const fix = `Give namespace: ${invocationNamespace} and dimensions, with the ContainerName that is meant.`;
    return {
      field: 'metric',
      expected: 'a metric of the whole endpoint or variant, or one container of it',
      fix,
    };
  }
  if (isReleased(published)) return undefined;
  const kinds = published.kinds.map((kind) =>
    kind === 'multi-model' ? 'multi-model endpoints' : 'inference components',
  );
  const plain = metric.replace(/Normalized$/, '');
  const fix = plain !== metric && metricsNamed(plain).some(isReleased) ? `Use ${plain}.` : undefined;
  const expected = `a metric of endpoints that can be released to, and not of ${kinds.join(' and ')} alone`;
  return { field: 'metric', expected, ...(fix !== undefined && { fix }) };
}
