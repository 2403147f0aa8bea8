import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { statusLines } from '../../../cli/output/status-lines.ts';
import { endpointStatus, type StatusSnapshot } from '../../../cli/views/endpoint-status.ts';
import { openedGate } from '../../../core/gates/item.ts';
import { type Lease, type LeaseClaim, unclaimed } from '../../../core/lease/lease.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { aRecord, aRelease, aStop, instant, instantMs } from '../../support/builders.ts';
import { plain } from '../plain.ts';

const v1 = aRecord({}, { release: aRelease({ version: 'v1' }), outcome: 'DEPLOYED', endedAt: instant });
const v2 = aRecord(
  { previousConfig: v1.name },
  { release: aRelease({ version: 'v2' }), phases: { shifting: instant } },
);
const v3 = aRecord({}, { release: aRelease({ version: 'v3' }), phases: { queued: instant } });

const claimOf = ({ name, release }: RolloutRecord): LeaseClaim => ({
  rollout: name,
  release: release.id,
  endpoint: 'iris',
  kind: 'upload',
  order: { key: release.artifact.key, uploadedAt: instant, release: release.id },
  execution: 'arn',
  at: instant,
});
const heldBy = (record: RolloutRecord, phase: 'shifting' | 'caretaking' = 'shifting'): Lease => ({
  fence: 3,
  holder: { claim: claimOf(record), fence: 3, phase, since: instant },
});
const endpointOn = (config: string, over: Partial<DescribeEndpointOutput> = {}): DescribeEndpointOutput => ({
  EndpointName: 'iris',
  EndpointArn: 'arn',
  EndpointStatus: 'InService',
  EndpointConfigName: config,
  CreationTime: new Date(0),
  LastModifiedTime: new Date(0),
  ...over,
});
const baking: Partial<DescribeEndpointOutput> = {
  EndpointStatus: 'Updating',
  ProductionVariants: [{ VariantName: 'AllTraffic', CurrentInstanceCount: 3, DesiredInstanceCount: 5 }],
  PendingDeploymentSummary: {
    EndpointConfigName: v2.name,
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        CurrentInstanceCount: 2,
        DesiredInstanceCount: 5,
        VariantStatus: [
          { Status: 'Baking', StatusMessage: 'Baking for 300 seconds (x)', StartTime: new Date(instantMs) },
        ],
      },
    ],
  },
};

const now = instantMs + 90_000;
const status = (over: Partial<StatusSnapshot>) =>
  endpointStatus('iris', { now, records: [], lease: unclaimed, endpoint: undefined, ...over });
const lines = (over: Partial<StatusSnapshot>) => plain(statusLines(status(over), instantAt(now)));

describe('The status of an endpoint', () => {
  it('at rest tells what serves, and since when', () => {
    expect(lines({ records: [v1], endpoint: endpointOn(v1.name) })).toEqual([
      'iris  InService',
      `  serves   ${v1.name}  v1`,
      '           deployed 2026-01-05 10:00Z, 1m30s ago',
    ]);
  });

  it('tells that judging is off, since when, by whom and why, and how to switch it on', () => {
    const judgeOff = { by: 'ana', reason: 'database outage', at: instant };
    const seen = { records: [v1], endpoint: endpointOn(v1.name), judgeOff };
    expect(plain(statusLines(status(seen), instantAt(now), ' --stage prod')).slice(-2)).toEqual([
      '  judging  off since 2026-01-05 10:00Z, 1m30s ago, by ana: database outage',
      '           on again: npx greenlight judge on iris --reason TEXT --stage prod',
    ]);
    expect(status(seen).judgeOff).toEqual(judgeOff);
    expect(status({}).judgeOff).toBeNull();
  });

  it('tells what is proposed, by whom and why, until when, and how it would be done', () => {
    const at = { at: instant, until: instantAt(instantMs + 3_600_000) };
    const said = { kind: 'abort', rollout: v2.name, by: 'arn:bot', reason: 'odd scores', ...at } as const;
    const seen = { records: [v1, v2], proposals: [{ ...said, endpoint: 'iris', key: 'key-1' }] };
    const command = `npx greenlight abort iris --release ${v2.name} --reason "…"`;
    expect(status(seen).proposals).toEqual([{ ...said, command }]);
    expect(plain(statusLines(status(seen), instantAt(now), ' --stage prod')).slice(2, 4)).toEqual([
      '  proposed abort, by arn:bot: odd scores',
      `           lapses 2026-01-05 11:00Z; to do it: ${command} --stage prod`,
    ]);
    expect(status({ ...seen, now: now + 3_600_000 }).proposals).toEqual([]);
  });

  it('without any release tells whether releases may come', () => {
    const endpoint = endpointOn('theirs');
    expect(lines({ endpoint, optedIn: true }).at(-1)).toBe('  releases none yet; it has opted in');
    expect(lines({ endpoint, optedIn: false }).at(-1)).toBe(
      '  releases none; it has not opted in (tag greenlight:managed=true), so they are refused',
    );
    expect(status({ endpoint }).optedIn).toBeNull();
  });

  it('that was adopted tells by whom, and what served then if that has changed', () => {
    const serves = { config: 'theirs', variants: [] };
    const adoption = { endpoint: 'iris', at: instant, by: 'ana', serves };
    const seen = (config: string) => lines({ endpoint: endpointOn(config), optedIn: true, adoption }).at(-1);
    expect(seen('theirs')).toBe('  adopted  1m30s ago by ana');
    expect(seen('theirs-2')).toBe('  adopted  1m30s ago by ana; it served theirs then');
  });

  it('tells the baseline as what it is, also once it was gone back to', () => {
    const phases = { shifting: instant };
    const first = aRecord({ previousConfig: 'theirs' }, { outcome: 'DEPLOYED', endedAt: instant, phases });
    const start = { kind: 'rollback', at: instant, by: 'ana', config: 'theirs', foreign: true } as const;
    const back = aRecord(
      { config: 'theirs', previousConfig: first.name },
      { attempt: 2, start, outcome: 'DEPLOYED', endedAt: instant, phases },
    );
    expect(lines({ records: [first, back], endpoint: endpointOn('theirs') })).toEqual([
      'iris  InService',
      '  serves   theirs, the baseline: what served before the first release',
      '           deployed 2026-01-05 10:00Z, 1m30s ago',
    ]);
    expect(status({ records: [first, back], endpoint: endpointOn('theirs') }).serving).not.toHaveProperty(
      'version',
    );
  });

  it.each(['Failed', 'OutOfService', 'Deleting', 'Creating'])(
    'tells that nothing serves while it is %s',
    (EndpointStatus) => {
      const endpoint = endpointOn(v1.name, { EndpointStatus: EndpointStatus as 'Failed' });
      expect(lines({ records: [v1], endpoint })).toEqual([`iris  ${EndpointStatus}`, '  serves   nothing']);
    },
  );

  it('tells the rollout under way, with its share of the traffic and its bake, and who is next', () => {
    const lease: Lease = { ...heldBy(v2), next: { claim: claimOf(v3), token: 't', since: instant } };
    const seen = { records: [v1, v3, v2], lease, endpoint: endpointOn(v1.name, baking) };
    expect(lines(seen).slice(3)).toEqual([
      `  rollout  ${v2.name}  v2`,
      '           shifting traffic, 40 % on green, baking, 3m30s left',
      '           All of the fleet from before stands: going back is instant.',
      '           uploaded by account 123456789012, 1m30s ago',
      `  next     ${v3.name}  v3`,
      '           waiting for its turn',
      '           uploaded by account 123456789012, 1m30s ago',
    ]);
    expect(status(seen).lease).toEqual({ holder: v2.name, phase: 'shifting', since: instant });
  });

  it('tells which fleet ends once SageMaker has shifted back, and asks nobody whether to go on', () => {
    const [variant] = baking.PendingDeploymentSummary?.ProductionVariants ?? [];
    const doing = { Status: 'Deleting' as const, StatusMessage: 'Terminating 5 instance(s).' };
    const endpoint = endpointOn(v1.name, {
      ...baking,
      ProductionVariants: [{ VariantName: 'AllTraffic', CurrentInstanceCount: 5, DesiredInstanceCount: 5 }],
      PendingDeploymentSummary: {
        EndpointConfigName: v2.name,
        ProductionVariants: [
          { ...variant, VariantName: 'AllTraffic', CurrentInstanceCount: 0, VariantStatus: [doing] },
        ],
      },
    });
    const item = { ...openedGate('during', 0, 'hold', instantMs), why: 'alarm kpi (on: hold) went off' };
    const seen = {
      records: [v1, v2],
      lease: heldBy(v2),
      endpoint,
      gates: [{ rollout: v2.name, item }],
    };
    expect(lines(seen).slice(3)).toEqual([
      `  rollout  ${v2.name}  v2`,
      '           shifted back by SageMaker, 0 % on green, ending the release’s fleet',
      '           The fleet from before has all traffic again. Nothing to do.',
      '           uploaded by account 123456789012, 1m30s ago',
    ]);
    expect(status(seen).rollouts[0]?.deployment).toMatchObject({ kind: 'ending-new', new: 'release' });
  });

  it.each([
    [
      'is stopped in its soak',
      { stop: aStop() },
      '           to be stopped: ana@example.com: scores look wrong',
    ],
    [
      'goes back from it',
      { stop: aStop(), phases: { ...v2.phases, 'gates-after': instant, 'going-back': instant } },
      '           stopped: ana@example.com: scores look wrong',
    ],
    ['goes back for an alarm', { phases: { ...v2.phases, 'going-back': instant } }, undefined],
  ])('shows no gate as open of a rollout that %s', (_, over, stopLine) => {
    const item = { ...openedGate('after', 0, 'soak', instantMs), why: 'soaks for 1h' };
    const seen = { records: [{ ...v2, ...over }], gates: [{ rollout: v2.name, item }] };
    expect(status({ ...seen, records: [v2] }).rollouts[0]?.gates).toHaveLength(1);
    expect(status(seen).rollouts[0]?.gates).toEqual([]);
    expect(lines(seen).join()).not.toContain('soaks for');
    expect(lines(seen).find((line) => line.includes('stopped:'))).toBe(stopLine);
  });

  it('tells who wants a rollout stopped', () => {
    const records = [{ ...v2, stop: aStop() }];
    expect(lines({ records })).toContain('           to be stopped: ana@example.com: scores look wrong');
  });

  it('takes a rollout back to v1 for v1, since the end of that rollout', () => {
    const endedAt = instantAt(instantMs + 60_000);
    const back = aRecord(
      { config: v1.name },
      { release: v1.release, attempt: 2, outcome: 'DEPLOYED', endedAt },
    );
    expect(status({ records: [v1, back], endpoint: endpointOn(v1.name) }).serving).toEqual({
      config: v1.name,
      release: v1.release.id,
      version: 'v1',
      since: endedAt,
    });
  });

  it('counts from the rollout that put it live, not from a later attempt that failed to', () => {
    const again = aRecord(
      { config: v1.name },
      { release: v1.release, attempt: 2, outcome: 'FAILED', endedAt: '2026-01-06T00:00:00.000Z' },
    );
    expect(status({ records: [v1, again], endpoint: endpointOn(v1.name) }).serving?.since).toBe(instant);
  });

  it('says so where somebody else put the config live', () => {
    expect(lines({ records: [v1], endpoint: endpointOn('by-hand') })[1]).toBe(
      '  serves   by-hand, which no release made',
    );
  });

  it('has nothing that serves while the endpoint is created, or where there is none', () => {
    const creating = endpointOn(v2.name, { EndpointStatus: 'Creating' });
    expect(status({ records: [v2], endpoint: creating }).serving).toBeNull();
    expect(lines({})).toEqual(['iris  does not exist', '  serves   nothing']);
  });

  it('tells a holder that is no rollout under way: a caretaker watches its end', () => {
    const dead = { ...v2, outcome: 'TIMED_OUT' as const };
    expect(lines({ records: [dead], lease: heldBy(v2, 'caretaking') }).at(-1)).toBe(
      `  lease    ${v2.name} (caretaking), since 1m30s ago`,
    );
  });

  it("has the endpoint's own letters, whatever was asked for", () => {
    expect(
      endpointStatus('IRIS', { now, records: [v1], lease: unclaimed, endpoint: undefined }).endpoint,
    ).toBe('iris');
  });
});
