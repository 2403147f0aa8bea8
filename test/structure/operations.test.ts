import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { namespace } from '../../adapters/cloudwatch/embedded-metrics.ts';
import { endMessage } from '../../app/ending/log-end.ts';
import { abortSwitchName } from '../../core/alarms/abort-switch.ts';
import { managedAlarmName } from '../../core/alarms/managed.ts';
import { catalogue } from '../../core/ports/metrics.ts';
import { phaseSchema } from '../../core/records/rollout-record.ts';
import { outcomeSchema } from '../../core/verdict/conclusion.ts';
import { type Packaged, packaged, packagingMs, type Resource, statementsOf } from '../support/packaged.ts';
import { repository } from '../support/source-graph.ts';

let stack: Packaged;
beforeAll(async () => {
  stack = await packaged();
}, packagingMs);

const alarms = () =>
  stack.ofType('AWS::CloudWatch::Alarm').map(([id, { Properties }]) => ({ id, ...Properties }));
const functionIds = () => stack.ofType('AWS::Lambda::Function').map(([id]) => id);
const prefix = 'greenlight-local/ops/';

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly MetricName: string;
      readonly Dimensions: { readonly Value: { Ref: string } }[];
    };
  };
}
/** The functions whose metric of that name an alarm adds up, by the alarm's id. */
const watched = (metric: string): [string, string][] =>
  alarms().flatMap(({ id, Metrics = [] }) =>
    (Metrics as Query[]).flatMap(({ MetricStat }) =>
      MetricStat?.Metric.MetricName === metric
        ? MetricStat.Metric.Dimensions.map(({ Value }): [string, string] => [id, Value.Ref])
        : [],
    ),
  );

describe('The alarms of the controller itself', () => {
  it('are eight, each of which tells the topic, and says of what', () => {
    expect(
      alarms()
        .map(({ AlarmName }) => AlarmName.slice(prefix.length))
        .sort(),
    ).toEqual([
      ...['dead-letters', 'event-handlers', 'executions', 'slack-dead-letters', 'steps'],
      ...['throttled-handlers', 'throttled-steps', 'urgent-rollouts'],
    ]);
    for (const alarm of alarms()) {
      expect(alarm).toMatchObject({
        AlarmName: expect.stringMatching(/^greenlight-local\/ops\/[a-z-]+$/),
        AlarmDescription: expect.stringMatching(/\.$/),
        AlarmActions: [{ Ref: 'NoticesTopic' }],
        TreatMissingData: alarm.id.endsWith('DeadLettersAlarm') ? 'ignore' : 'notBreaching',
      });
    }
  });

  it('have names that no alarm of a rollout can have, whatever its endpoint is called', () => {
    for (const rollout of ['ops-0123456789ab-1', 'iris-0123456789ab-1']) {
      for (const name of [abortSwitchName('local', rollout), managedAlarmName('local', rollout, 0)]) {
        expect(name.startsWith(prefix)).toBe(false);
      }
    }
  });

  it('can be changed by no function', () => {
    const arn = `alarm:${prefix}steps`;
    const changing = /^cloudwatch:(Put\w*Alarm|SetAlarmState|DeleteAlarms|TagResource|DisableAlarmActions)$/;
    const granted = stack
      .ofType('AWS::IAM::Role')
      .flatMap(([, role]) =>
        statementsOf(role).filter(({ actions }) => actions.some((action) => changing.test(action))),
      );
    expect(granted.length).toBeGreaterThan(0);
    for (const { resources } of granted) {
      for (const resource of resources as { 'Fn::Sub': string }[]) {
        const pattern = resource['Fn::Sub'].slice(resource['Fn::Sub'].indexOf(':alarm:') + 1);
        expect({ pattern, matches: new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(arn) }).toEqual({
          pattern,
          matches: false,
        });
      }
    }
  });

  it('may publish to the topic, as may any alarm of the account', () => {
    const [policy] = stack.ofType('AWS::SNS::TopicPolicy');
    expect(policy?.[1].Properties).toMatchObject({
      Topics: [{ Ref: 'NoticesTopic' }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref: 'NoticesTopic' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  /** It answers which messages have failed; those are tried again, and become dead letters, of which there is an alarm. */
  const keeper = 'KeepRecordingLambdaFunction';

  it('see the errors of every function, each in one alarm, but of the one whose failures are dead letters', () => {
    expect(
      watched('Errors')
        .map(([, id]) => id)
        .sort(),
    ).toEqual(
      functionIds()
        .filter((id) => id !== keeper)
        .sort(),
    );
  });

  it('see every function that is not let run, but those whose callers are told', () => {
    const told = ['OperateLambdaFunction', 'OperateSignedLambdaFunction', keeper];
    const others = functionIds().filter((id) => !told.includes(id));
    expect(
      watched('Throttles')
        .map(([, id]) => id)
        .sort(),
    ).toEqual(others.sort());
  });

  it('count the first error of a function that takes in events, since nobody else tells of it', () => {
    const byEvent = stack
      .ofType('AWS::Events::Rule')
      .flatMap(([, { Properties }]) =>
        Properties.Targets.map((target: { Arn: { 'Fn::GetAtt': string[] } }) => target.Arn['Fn::GetAtt'][0]),
      );
    const functions = byEvent.filter((id) => functionIds().includes(id));
    expect(functions.length).toBeGreaterThan(0);
    const sensitive = watched('Errors')
      .filter(([alarm]) => alarm === 'EventHandlersAlarm')
      .map(([, id]) => id);
    expect(sensitive).toEqual(expect.arrayContaining([...new Set(functions)]));
    expect(alarms().find(({ id }) => id === 'EventHandlersAlarm')?.Threshold).toBe(1);
  });

  it('keep within ten metrics, which is all that CloudWatch takes in an alarm on an expression', () => {
    for (const { id, Metrics } of alarms()) {
      const metrics = ((Metrics ?? []) as Query[]).filter(({ MetricStat }) => MetricStat !== undefined);
      expect({ id, few: metrics.length <= 10 }).toEqual({ id, few: true });
    }
  });

  it('wake somebody by a metric that there is', () => {
    expect(alarms().find(({ id }) => id === 'UrgentRolloutsAlarm')).toMatchObject({
      Namespace: namespace,
      MetricName: 'UrgentRollouts',
      Dimensions: [{ Name: 'Stage', Value: 'local' }],
    });
    expect(catalogue.UrgentRollouts.dimensions).toEqual([]);
  });
});

describe('The dashboard', () => {
  interface Widget {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: {
      readonly alarms?: string[];
      readonly metrics?: unknown[][];
      readonly query?: string;
    };
  }
  const body = (): { widgets: Widget[]; variables: Record<string, unknown>[] } => {
    const [dashboard] = stack.ofType('AWS::CloudWatch::Dashboard');
    return JSON.parse(dashboard?.[1].Properties.DashboardBody['Fn::Sub']);
  };
  const widgets = (): Widget[] => body().widgets;
  /** Its metrics of ours, without shorthand: `...` stands for the start of the metric before. */
  const ours = (): string[][] =>
    widgets().flatMap(({ properties }) => {
      let last: string[] = [];
      return (properties.metrics ?? []).flatMap((metric) => {
        const texts = metric.filter((part): part is string => typeof part === 'string');
        last = texts[0] === '...' ? [...last.slice(0, -1), ...texts.slice(1)] : texts;
        return last[0] === namespace ? [last] : [];
      });
    });

  it('shows every alarm', () => {
    const shown = widgets().flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown).toEqual(expect.arrayContaining(alarms().map(({ id }) => `\${${id}.Arn}`)));
  });

  it('shows metrics that there are, by the dimensions that they have', () => {
    expect(ours().length).toBeGreaterThan(0);
    for (const [, name = '', ...dimensions] of ours()) {
      const known: readonly string[] | undefined = catalogue[name as keyof typeof catalogue]?.dimensions;
      expect({ name, dimensions: dimensions.filter((_, index) => index % 2 === 0) }).toEqual({
        name,
        dimensions: ['Stage', ...(known ?? ['unknown'])],
      });
    }
    const searches = JSON.stringify(widgets()).matchAll(/\{Greenlight,Stage,(\w+)\} MetricName=\\+"(\w+)/g);
    const searched = [...searches].map(([, dimension, name]) => [name, dimension]);
    expect(searched.sort()).toEqual([
      ['DeadExecutions', catalogue.DeadExecutions.dimensions[0]],
      ['Drift', catalogue.Drift.dimensions[0]],
      ['LostEvents', catalogue.LostEvents.dimensions[0]],
    ]);
  });

  it('has every outcome and every phase, from the lines in which rollouts end', () => {
    const queries = widgets().flatMap(({ properties }) => properties.query ?? []);
    const named = (pattern: RegExp) =>
      new Set(queries.flatMap((query) => [...query.matchAll(pattern)].map(([, name]) => name)));
    expect(named(/strcontains\(outcome, '(\w+)'\)/g)).toEqual(new Set(outcomeSchema.options));
    const phases = phaseSchema.exclude(['concluded']).options;
    expect(named(/`seconds\.([\w-]+)`/g)).toEqual(new Set([...phases, 'total']));
    for (const query of queries) expect(query).toContain(`| filter message = '${endMessage}' |`);
  });

  it('shows the endpoints on the same page, all of them and one by its fleets: a page for each costs $3', () => {
    expect(stack.ofType('AWS::CloudWatch::Dashboard')).toHaveLength(1);
    const searches = JSON.stringify(widgets()).match(/SEARCH\('\{AWS\/SageMaker,[^']*'/g) ?? [];
    const [all, one] = [
      searches.filter((search) => !search.includes('ENDPOINT')),
      searches.filter((search) => search.includes('ENDPOINT')),
    ];
    const metricsIn = (found: string[] = []) =>
      found.map((search) => /MetricName=\W*(\w+)/.exec(search)?.[1]);
    expect(metricsIn(all)).toEqual([
      'Invocations',
      'Invocation5XXErrors',
      'Invocation4XXErrors',
      'ModelLatency',
    ]);
    expect(metricsIn(one)).toEqual(['Invocations', 'Invocation5XXErrors', 'ModelLatency']);
    expect(body().variables).toMatchObject([
      { type: 'pattern', pattern: 'ENDPOINT', populateFrom: 'EndpointName' },
    ]);
  });

  it('has no widget upon another', () => {
    const cells = widgets().flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, n) => `${x + (n % width)},${y + Math.floor(n / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe('The runbook', () => {
  it('has a section for every alarm and for every outcome', async () => {
    const guide = await readFile(join(repository, 'docs/operating.md'), 'utf8');
    const sections = [...guide.matchAll(/^### (.+)$/gm)].map(([, title]) => title);
    const wanted = [
      ...outcomeSchema.options,
      ...alarms().map(({ AlarmName }) => AlarmName.replace('-local/', '-prod/')),
    ];
    expect(sections).toEqual(expect.arrayContaining(wanted));
  });

  it('explains every metric', async () => {
    const guide = await readFile(join(repository, 'docs/operating.md'), 'utf8');
    for (const [name, { dimensions }] of Object.entries(catalogue)) {
      const shown = dimensions.map((dimension) => `\`${dimension}\``).join(', ');
      expect(guide).toContain(shown === '' ? `| \`${name}\` | |` : `| \`${name}\` | ${shown} |`);
    }
  });
});

describe('Traces', () => {
  it('are of every function and of the workflow, which may all write them', () => {
    for (const [id, { Properties }] of stack.ofType('AWS::Lambda::Function')) {
      expect({ id, tracing: Properties.TracingConfig }).toEqual({ id, tracing: { Mode: 'Active' } });
      const role = stack.template.Resources[Properties.Role['Fn::GetAtt'][0]] as Resource;
      expect(statementsOf(role).flatMap(({ actions }) => actions)).toEqual(
        expect.arrayContaining(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']),
      );
    }
    for (const [id, { Properties }] of stack.ofType('AWS::StepFunctions::StateMachine')) {
      expect({ id, tracing: Properties.TracingConfiguration }).toEqual({ id, tracing: { Enabled: true } });
    }
  });
});
