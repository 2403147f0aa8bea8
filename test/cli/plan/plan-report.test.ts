import { describe, expect, it } from 'vitest';
import { parseManifestText } from '../../../adapters/s3/manifest.ts';
import { ascii } from '../../../cli/output/plan-picture.ts';
import { planText } from '../../../cli/output/plan-text.ts';
import { planFromLive, planFromManifest, type Question } from '../../../cli/plan/plan-report.ts';
import { endpointLike } from '../../../cli/plan/preview.ts';
import { withDefaults } from '../../../core/manifest/defaults.ts';
import { manifestSchema } from '../../../core/manifest/schema.ts';
import type { LiveEndpoint } from '../../../core/sagemaker.ts';
import { sentence } from '../../../core/values/problem.ts';

const manifest = `
model: { image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/fraud:3", role: "arn:aws:iam::111122223333:role/model" }
fleet: { instanceType: ml.m5.large, instanceCount: 5 }
rollout: { strategy: linear, step: 20%, bake: 5m, finalBake: 5m, timeout: 1h }
alarms: [{ name: fraud-5xx }, { metric: 5xx-rate, above: 1%, for: 2m }]
`;

const aQuestion = (text: string = manifest, over: Partial<Question> = {}): Question => ({
  endpoint: 'fraud',
  stage: 'dev',
  manifest: parseManifestText('greenlight.yaml', text),
  artifact: { kind: 'archive', problems: [], bytes: 0 },
  ...over,
});

const calm = [{ name: 'fraud-5xx', state: 'OK' }];
const anEndpoint = (instanceCount: number) =>
  endpointLike('fraud', manifestSchema.parse({ fleet: { instanceType: 'ml.m5.large', instanceCount } }));

describe('A plan over defaults', () => {
  const key = 'models/greenlight.defaults.yaml';
  const over = (text: string, defaults: string): Question => ({
    ...aQuestion(),
    manifest: withDefaults(parseManifestText('greenlight.yaml', text), parseManifestText(key, defaults)),
  });
  const question = over(
    manifest,
    'keep: 3\nmodel:\n  environment: { TOKEN_PATH: /x, LOG: debug }\nrollout: { strategy: linear, bake: 9m }\ngates: { before: [] }',
  );

  it('says which value came from where', () => {
    const { settings, defaults } = planFromManifest(question);
    expect(defaults).toBe(key);
    expect(settings).toContainEqual({ field: 'keep', value: '3', file: key, line: 1 });
    expect(settings).toContainEqual({ field: 'rollout.bake', value: '5m', file: null, line: 4 });
    expect(settings).toContainEqual({ field: 'alarms', value: '2 in a list', file: null, line: 5 });
    expect(settings).toContainEqual({ field: 'gates.before', value: 'none', file: key, line: 5 });
    // Not even of names that look harmless: it is stored with the plan's text, anywhere.
    const hidden = { field: 'model.environment.LOG', value: '(hidden)', file: key, line: 3 };
    expect(settings).toContainEqual(hidden);
    expect(settings.map(({ field }) => field)).toHaveLength(new Set(settings.map(({ field }) => field)).size);
  });

  it('says so to people too, by file', () => {
    const text = planText(planFromManifest(question), { columns: 80, charset: ascii });
    expect(text.replaceAll(/\s+/g, ' ')).toContain('its own model.image 1111');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      `defaults ${key}: keep 3 (line 1), model.environment.TOKEN_PATH (hidden) (line 3), model.environment.LOG (hidden) (line 3), gates.before none (line 5)`,
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it.each([
    ['rollout: { strategy: linear, step: 20%, bake: 5m }', 'keep: 3', 'from the manifest'],
    ['keep: 3', 'rollout: { strategy: linear, step: 20%, bake: 5m }', 'from KEY'],
    ['rollout: { bake: 10m }', 'rollout: { strategy: linear, step: 20% }', 'from the manifest and KEY'],
  ])('says whose the strategy is: %s over %s', (own, defaults, from) => {
    const fleet = 'fleet: { instanceCount: 5 }\nalarms: [{ name: errors }]\n';
    const text = planText(planFromManifest(over(fleet + own, defaults)), { columns: 80, charset: ascii });
    expect(text).toContain(`(${from.replace('KEY', key)})`);
  });

  it('has no such part where there are none', () => {
    const report = planFromManifest(aQuestion());
    expect(report.defaults).toBeNull();
    expect(planText(report, { columns: 80, charset: ascii })).not.toMatch(/^(its own|defaults) /m);
  });

  it('is refused for what is wrong in them, by their name', () => {
    const { problems } = planFromManifest(over(manifest, 'keep: 0'));
    expect(problems.map(sentence)).toEqual([
      `keep (${key}, line 1): expected a whole number of releases, 1 to 50, got 0.`,
    ]);
  });
});

describe('A plan for the endpoint as it is', () => {
  const live = (config: object, count: number): LiveEndpoint => ({
    ...anEndpoint(1),
    config: {
      ProductionVariants: [
        { ...anEndpoint(1).config.ProductionVariants[0], VariantName: 'AllTraffic', ...config },
      ],
    },
    desiredInstanceCounts: { AllTraffic: count },
  });
  const text = (endpoint: LiveEndpoint, question = aQuestion()) =>
    planText(planFromLive(question, { live: endpoint, alarms: calm }), { columns: 100, charset: ascii });

  it('names the gates, which take their time beside it', () => {
    const gated = `${manifest}gates: { before: [{ approval: { timeout: 8h } }], during: [judge], after: [{ soak: 30m }] }\n`;
    expect(text(live({}, 5), aQuestion(gated)).replaceAll(/\s+/g, ' ')).toContain(
      'gates approval before the shift; judge in its bakes; soak after it. Those before and after it may take their time',
    );
    expect(text(live({}, 5))).toMatch(/^gates +none$/m);
  });

  it('names what is compared, in the bakes or by an alarm', () => {
    const alarms = (written: string) =>
      text(live({}, 5), aQuestion(manifest.replace(/^alarms: .*$/m, `alarms: [${written}]`))).replaceAll(
        /\s+/g,
        ' ',
      );
    expect(alarms('{ compare: 5xx }')).toContain(
      'alarms 5xx at most 2× as often as on the old fleet (rolls back, compared in its bakes, 1 % false alarms)',
    );
    expect(alarms('{ compare: 5xx, computedBy: cloudwatch }')).toContain(
      'alarms evidence against the new fleet (5xx) at or above 100 (rolls back, made for each release)',
    );
  });

  it('refuses a pool with a model of its own, by its field', () => {
    const InstancePools = [{ InstanceType: 'ml.g5.xlarge', Priority: 1, ModelNameOverride: 'old' }];
    const { problems } = planFromLive(aQuestion(), {
      live: live({ InstanceType: undefined, InstancePools }, 5),
      alarms: calm,
    });
    expect(problems.map(({ field }) => field)).toContain('InstancePools.ModelNameOverride');
  });

  it('tells of no instance as of none, and that nothing is shifted in parts', () => {
    const shown = text(live({}, 0), aQuestion(manifest.replace('instanceCount: 5', 'variant: AllTraffic')));
    expect(shown).toMatch(
      /^fraud: an update of 0 ml\.m5\.large, planned from the endpoint as it is\nall at once/,
    );
    expect(shown.replaceAll(/\s+/g, ' ')).toMatch(
      /warning rollout\.strategy \(line 4\): expected instances that can be shifted in parts/,
    );
    expect(shown).toMatch(/0 at most; 0 instance-hours beyond/);
    expect(shown).not.toMatch(/NaN|serverless/);
  });

  it('tells of a serverless variant as such', () => {
    const serverless = live({ InstanceType: undefined, ServerlessConfig: { MaxConcurrency: 5 } }, 0);
    const all = `${manifest}`
      .replace(/rollout: .*/, 'rollout: { strategy: all-at-once }')
      .replace(/fleet: .*/, '')
      .replace(/alarms: .*/, '');
    expect(text(serverless, aQuestion(all))).toMatch(/^fraud: an update of serverless,/);
  });
});

describe('A plan from the manifest alone', () => {
  it('is an update of the endpoint that the manifest would make, and its first release', () => {
    const { problems, update, first } = planFromManifest(aQuestion());
    expect(problems).toEqual([]);
    expect(update).toMatchObject({
      action: 'update',
      previousConfig: null,
      variants: [{ name: 'AllTraffic', instanceType: 'ml.m5.large', instanceCount: 5 }],
      timeline: { peakInstances: 10 },
    });
    expect(first).toMatchObject({ action: 'create', timeline: { extraInstanceHours: 0 } });
  });

  it('takes webhooks and functions as allowed, but no expectation that is no JSONata', () => {
    const gates = (expect: string) =>
      `${manifest}gates:
  before:
    - webhook: { url: "https://checks.example.com/ask" }
    - lambda: { function: some-check }
  after:
    - smoke: { inline: x, expect: "${expect}" }
`;
    expect(planFromManifest(aQuestion(gates('body.score < 1'))).problems).toEqual([]);
    expect(planFromManifest(aQuestion(gates('body.score <'))).problems).toMatchObject([
      { field: 'gates.after[0].smoke.expect', line: 11 },
    ]);
  });

  it('says what the manifest lacks for a first release, which is no problem if the endpoint is there', () => {
    const { problems, update, first, missingForFirst } = planFromManifest(
      aQuestion('fleet: { instanceCount: 3 }'),
    );
    expect(problems).toEqual([]);
    expect(update?.timeline.peakInstances).toBe(6);
    expect(first).toBeNull();
    expect(missingForFirst.map(({ field }) => field)).toEqual([
      'model.image',
      'model.role',
      'fleet.instanceType',
    ]);
  });

  it('lists every problem of a bad manifest, with its line', () => {
    const bad = 'fleet: { instanceCount: 0 }\nrollout: { strategy: linear, step: 60, bake: 2h }\nalarm: []\n';
    const { problems, update, first, missingForFirst } = planFromManifest(aQuestion(bad));
    expect(problems.map(({ field, line }) => `${field} ${line}`)).toEqual([
      // What is misspelt first: `alarms` is meant.
      'alarm 3',
      'fleet.instanceCount 1',
      'rollout.step 2',
      'rollout.bake 2',
    ]);
    expect([update, first, missingForFirst]).toEqual([null, null, []]);
  });

  it('lists what AWS would refuse beside what is misspelt, as far as that does not hang on it', () => {
    const slips =
      'fleet: { instanceType: ml.m5.large, instanceCount: 5 }\nrollout: { stratgy: canary, step: 60%, bake: 2 minutes }';
    const { problems } = planFromManifest(aQuestion(slips));
    expect(problems.map(sentence)).toEqual([
      'rollout.stratgy (line 2): unknown field; did you mean strategy?',
      'rollout.bake (line 2): expected a duration such as 5m, from 0s to 1h, got "2 minutes".',
      expect.stringMatching(/^alarms: expected at least one alarm with on: rollback/),
      'rollout.step (line 2): expected at most 50 % of the fleet, got 60% (60 % of 5 instances). Choose a step within that range.',
    ]);
  });

  it('lists what AWS would refuse too', () => {
    const { problems } = planFromManifest(aQuestion(manifest.replace('20%', '60%')));
    expect(problems.map(({ field }) => field)).toEqual(['rollout.step']);
  });

  it('does not do for what only the endpoint knows, and says so', () => {
    const { problems } = planFromManifest(aQuestion('rollout: { retain: true }'));
    expect(problems.map(({ field }) => field)).toEqual(['fleet.instanceCount', 'rollout.retain']);
    expect(problems.every(({ fix }) => fix?.includes('--live'))).toBe(true);
  });

  it('of YAML that is none says where it breaks', () => {
    expect(planFromManifest(aQuestion('model: [')).problems[0]?.got).toMatch(
      /syntax error in line 1, column 9: a \[/,
    );
  });

  it('takes a container of a pipeline as given', () => {
    for (const container of ['scorer', '3']) {
      const text = `model: { container: ${container} }\nfleet: { instanceCount: 2 }\n`;
      expect(planFromManifest(aQuestion(text)).problems).toEqual([]);
    }
  });

  it('refuses with what is wrong with the artifact', () => {
    const problem = {
      field: '--artifact model.tar.gz',
      expected: 'a gzip tar with the model in it',
      got: 'a zip',
    };
    const artifact = { kind: 'archive' as const, problems: [problem], bytes: 10 };
    expect(planFromManifest(aQuestion(manifest, { artifact })).problems).toEqual([problem]);
  });
});

describe('A plan for the endpoint as it is', () => {
  it('is of the instances that it has, whatever the manifest says', () => {
    const { basis, problems, update, first } = planFromLive(aQuestion(), {
      live: anEndpoint(8),
      alarms: calm,
    });
    expect({ basis, problems, first }).toEqual({ basis: 'live', problems: [], first: null });
    expect(update).toMatchObject({ previousConfig: 'live', variants: [{ instanceCount: 8 }] });
    expect(update?.warnings.map(({ field }) => field)).toContain('fleet.instanceCount');
  });

  it('does not take what is captured for the judge for a capture of others', () => {
    const live = anEndpoint(5);
    const DestinationS3Uri = 's3://models/captures/1d/fraud/fraud-1';
    const capturing = { ...live, config: { ...live.config, DataCaptureConfig: { DestinationS3Uri } } };
    const question = aQuestion(
      'rollout: { strategy: all-at-once }\ncapture: { sample: 20%, score: { csv: 1 } }\nalarms: [{ compare: score }]\n',
    );
    const fieldsIn = (bucket: string) =>
      planFromLive({ ...question, bucket }, { live: capturing, alarms: [] }).problems.map(
        ({ field }) => field,
      );
    expect(fieldsIn('models')).toEqual([]);
    expect(fieldsIn('others')).toEqual(['capture']);
  });

  it('says what the controller would refuse now', () => {
    const on = [{ name: 'fraud-5xx', state: 'ALARM' }];
    const { problems, update } = planFromLive(aQuestion(), { live: anEndpoint(5), alarms: on });
    expect(problems.map(({ got }) => got)).toEqual(['"fraud-5xx" in ALARM']);
    expect(update).toBeNull();
  });

  it('of one that somebody changes now is what comes after, with a warning', () => {
    const live = { ...anEndpoint(5), status: 'Updating' };
    const { problems, update } = planFromLive(aQuestion(), { live, alarms: calm });
    expect(problems).toEqual([]);
    expect(update?.warnings[0]).toMatchObject({ field: 'endpoint', got: 'Updating' });
  });

  it('that is not there yet is its creation, and how releases go from then on', () => {
    const { first, update } = planFromLive(aQuestion(), { live: undefined, alarms: calm });
    expect(first?.action).toBe('create');
    expect(update?.action).toBe('update');
  });

  it('has no name of a release in it that there will never be', () => {
    const { update } = planFromLive(aQuestion(), { live: anEndpoint(5), alarms: calm });
    expect(update?.alarms.map(({ name }) => name)).toEqual(['fraud-5xx', 'greenlight-dev-fraud-RELEASE-1-1']);
  });
});
