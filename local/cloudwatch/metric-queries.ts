import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { LocalContext } from '../context.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import type { MeasuredStatistic } from './datapoints.ts';
import { atLeast, dimensionsOf, length, oneOf, refuseUncovered, required, units, validate } from './input.ts';
import { defaultMathAssumptions, type MathAssumptions } from './math/assumptions.ts';
import { asksForMetrics, hasExpressionInArray, idsIn, kindOf, type MathKind } from './math/kinds.ts';
import { parseMath } from './math/parse.ts';
import { MathError, type MathExpression } from './math/syntax.ts';
import { readStatistic } from './statistic.ts';

interface QueryBase {
  readonly id: string;
  readonly returnData: boolean;
  /** Seconds. */
  readonly period: number;
  /** As it was given, to be shown again. */
  readonly given: MetricDataQuery;
}

/** One element of a MetricDataQueries list: a statistic of a metric, or an expression over others. */
export type MetricQuery =
  | (QueryBase & MeasuredStatistic & { readonly kind: 'metric' })
  | (QueryBase & {
      readonly kind: 'expression';
      readonly expression: MathExpression;
      readonly result: Exclude<MathKind, 'scalar'>;
      readonly math: MathAssumptions;
    });

const covered: readonly (keyof MetricDataQuery)[] = [
  'Id',
  'MetricStat',
  'Expression',
  'Label',
  'ReturnData',
  'Period',
  'AccountId',
];

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

export type MathContext = Pick<LocalContext, 'account'> & {
  /** Default: `defaultMathAssumptions`. */
  readonly math?: MathAssumptions;
};

/**
 * Checks a list of metric queries and reads its expressions.
 *
 * @param member how AWS names the list in messages: `metricDataQueries` or `metrics`
 * @throws AwsError `ValidationError`, or not covered: Metrics Insights, dynamic labels, other accounts, and
 *   expressions over metrics of different periods
 */
export function readMetricQueries(
  context: MathContext,
  given: readonly MetricDataQuery[],
  member: string,
): readonly MetricQuery[] {
  validate(given.flatMap((query, index) => constraints(query, `${member}.${index + 1}.member`)));
  const byId = new Map<string, MetricDataQuery>();
  for (const query of given) {
    refuseUncovered('a metric query', query, covered);
    if (query.AccountId !== undefined && query.AccountId !== context.account) {
      throw notCovered(`metrics of another account (${query.AccountId})`);
    }
    if (query.Label?.includes('${')) throw notCovered(`dynamic labels (${query.Label})`);
    const id = query.Id as string;
    if (byId.has(id)) throw invalid(`The Id '${id}' is not unique in the metrics list`);
    byId.set(id, query);
  }
  const reading = new QueryReading(byId, context.math ?? defaultMathAssumptions);
  return given.map((query) => reading.query(query.Id as string));
}

function constraints(query: MetricDataQuery, path: string): (string | undefined)[] {
  const stat = query.MetricStat;
  return [
    required(`${path}.id`, query.Id) ?? length(`${path}.id`, query.Id, 1, 255),
    length(`${path}.expression`, query.Expression, 1, 2048),
    atLeast(`${path}.period`, query.Period, 1),
    ...(stat === undefined
      ? []
      : [
          required(`${path}.metricStat.metric`, stat.Metric),
          length(`${path}.metricStat.metric.namespace`, stat.Metric?.Namespace, 1, 255),
          length(`${path}.metricStat.metric.metricName`, stat.Metric?.MetricName, 1, 255),
          required(`${path}.metricStat.period`, stat.Period) ??
            atLeast(`${path}.metricStat.period`, stat.Period, 1),
          required(`${path}.metricStat.stat`, stat.Stat),
          oneOf(`${path}.metricStat.unit`, stat.Unit, units),
        ]),
  ];
}

/** Reads queries in the order in which they need one another. */
class QueryReading {
  readonly #given: ReadonlyMap<string, MetricDataQuery>;
  readonly #read = new Map<string, MetricQuery>();
  readonly #open: string[] = [];
  readonly #math: MathAssumptions;

  constructor(given: ReadonlyMap<string, MetricDataQuery>, assumptions: MathAssumptions) {
    this.#given = given;
    this.#math = assumptions;
  }

  query(id: string): MetricQuery {
    const known = this.#read.get(id);
    if (known !== undefined) return known;
    if (this.#open.includes(id)) {
      throw invalid(`The expressions refer to one another in a circle: ${[...this.#open, id].join(', ')}`);
    }
    this.#open.push(id);
    const given = this.#given.get(id) as MetricDataQuery;
    const query = this.#fresh(id, given);
    this.#open.pop();
    this.#read.set(id, query);
    return query;
  }

  #fresh(id: string, given: MetricDataQuery): MetricQuery {
    if (!/^[a-z][A-Za-z0-9_]*$/.test(id)) {
      throw invalid(
        `The Id '${id}' is invalid: it takes letters, numbers and underscores, and starts with a lowercase letter`,
      );
    }
    const { MetricStat: stat, Expression: text } = given;
    if ((stat === undefined) === (text === undefined)) {
      throw invalid(`The metric query '${id}' must have either Expression or MetricStat, but not both`);
    }
    const base = { id, returnData: given.ReturnData ?? true, given };
    if (stat !== undefined) {
      const statistic = readStatistic(stat.Stat as string);
      if (statistic === undefined)
        throw invalid(`The value ${stat.Stat} for parameter Stat is not supported.`);
      return {
        ...base,
        kind: 'metric',
        period: checkedPeriod(stat.Period as number),
        metric: {
          namespace: stat.Metric?.Namespace ?? '',
          name: stat.Metric?.MetricName ?? '',
          dimensions: dimensionsOf(stat.Metric?.Dimensions),
        },
        statistic,
        unit: stat.Unit,
      };
    }
    const expression = parsed(id, text as string);
    const inputs = this.#inputsOf(expression);
    return {
      ...base,
      kind: 'expression',
      expression,
      result: this.#resultOf(id, expression),
      period: periodOf(id, inputs, given.Period),
      math: this.#math,
    };
  }

  #inputsOf(expression: MathExpression): readonly MetricQuery[] {
    const known = [...idsIn(expression)].filter((id) => this.#given.has(id));
    const metrics = asksForMetrics(expression)
      ? [...this.#given].filter(([, { MetricStat }]) => MetricStat !== undefined).map(([id]) => id)
      : [];
    return [...new Set([...known, ...metrics])].map((id) => this.query(id));
  }

  #resultOf(id: string, expression: MathExpression): 'series' | 'array' {
    const result = math(id, () => {
      if (this.#math.arrayItems === 'ids' && hasExpressionInArray(expression))
        throw new MathError('An array holds ids, not expressions');
      return kindOf(expression, (inner) => {
        if (!this.#given.has(inner)) return undefined;
        const query = this.query(inner);
        return query.kind === 'metric'
          ? { metric: true, kind: 'series' }
          : { metric: false, kind: query.result };
      });
    });
    if (result !== 'scalar') return result;
    throw invalid(
      `Error in expression '${id}' [The final result must be a time series or an array of them, not a scalar]`,
    );
  }
}

const parsed = (id: string, text: string): MathExpression => {
  if (/^\s*SELECT\b/i.test(text)) throw notCovered('Metrics Insights queries');
  return math(id, () => parseMath(text));
};

/** AWS says where an expression fails; its words for what is wrong are not known, these are ours. */
function math<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MathError)) throw error;
    throw error.uncovered
      ? notCovered(`${error.message} (in expression '${id}')`)
      : invalid(`Error in expression '${id}' [${error.message}]`);
  }
}

function periodOf(id: string, inputs: readonly MetricQuery[], own: number | undefined): number {
  const periods = new Set(inputs.map((input) => input.period));
  if (own !== undefined) periods.add(checkedPeriod(own));
  if (periods.size > 1) {
    throw notCovered(`an expression ('${id}') over different periods (${[...periods].join(', ')} seconds)`);
  }
  return [...periods][0] ?? 60;
}

function checkedPeriod(period: number): number {
  if ([1, 5, 10, 20, 30].includes(period) || period % 60 === 0) return period;
  throw invalid('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
}
