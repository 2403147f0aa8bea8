import { describe, expect, it } from 'vitest';
import { typedFlags } from '../../../cli/aws/target.ts';
import { followOutput } from '../../../cli/output/follow-output.ts';
import { historyLines } from '../../../cli/output/history-lines.ts';
import { progressLine, progressPanel } from '../../../cli/output/progress-lines.ts';
import { statusLines } from '../../../cli/output/status-lines.ts';
import { endpointStatus } from '../../../cli/views/endpoint-status.ts';
import { historyEntry } from '../../../cli/views/history-entry.ts';
import { progressOf } from '../../../cli/views/progress.ts';
import type { GateItem } from '../../../core/gates/item.ts';
import { unclaimed } from '../../../core/lease/lease.ts';
import { gateFacts } from '../../../core/recording/gate-facts.ts';
import type { GateRecord } from '../../../core/records/gate-record.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { plain } from '../../cli/plain.ts';
import { aRecord, instant, instantMs } from '../../support/builders.ts';
import { gatesOf } from '../../support/gates.ts';

const before = [{ 'alarms-clear': { alarms: ['iris-5xx'], for: '10m' } }, { approval: { timeout: '8h' } }];
const record = aRecord(
  {},
  { phases: { queued: instant, 'gates-before': instant }, gates: gatesOf({ before }) },
);
const ana = 'arn:aws:iam::123456789012:user/ana';

const passed: GateItem = {
  ...{ stage: 'before', n: 0, kind: 'alarms-clear', status: 'passed', why: 'iris-5xx: OK for 10m' },
  ...{ openedAt: instantMs, settledAt: instantMs + 60_000, round: 1 },
};
const asking: GateItem = {
  ...{ stage: 'before', n: 1, kind: 'approval', status: 'pending', why: 'waits for a person', round: 1 },
  ...{ openedAt: instantMs + 60_000, until: instantMs + 8 * 3_600_000 },
  ask: {
    ...{ question: 'Release it?', approve: 'approve', reject: 'reject' },
    ...{ anyoneWithLink: false, reasonNeeded: false },
  },
};
const decided: GateItem = {
  ...asking,
  decision: {
    ...{ verdict: 'approve', by: ana, via: 'iam', at: instantMs + 120_000, round: 1 },
    ...{ reason: 'metrics look fine', key: 'of the wish' },
  },
};

const of = (...items: GateItem[]): GateRecord[] => items.map((item) => ({ rollout: record.name, item }));
const now = instantMs + 1_800_000;
const isoNow = instantAt(now);
const status = (gates: GateRecord[]) =>
  endpointStatus('iris', { now, records: [record], lease: unclaimed, endpoint: undefined, gates });
const statusText = (gates: GateRecord[]) => plain(statusLines(status(gates), isoNow)).slice(3);
const look = (gates: GateRecord[]) => progressOf(now, record, undefined, [], gateFacts(record, gates));

describe('The gates of a rollout, in its status', () => {
  it('tell what is asked, whom, until when, what then, and how to answer', () => {
    expect(statusText(of(asking, passed))).toEqual([
      '           at a gate before its shift',
      '           uploaded by account 123456789012, 30m ago',
      '           before/0 alarms-clear: passed 2026-01-05 10:01Z: iris-5xx: OK for 10m',
      `  gate     approval  ${record.name}/before/1`,
      '           Release it?',
      '           asked: anyone whose identity Slack or IAM proves; until 2026-01-05 18:00Z, 7h30m left, else: reject',
      '           decide: npx greenlight approve iris, or reject',
    ]);
    const flags = typedFlags({ stage: 'prod', region: 'eu-west-1' });
    const [last] = plain(statusLines(status(of(asking)), isoNow, flags)).slice(-1);
    expect(last).toContain('npx greenlight approve iris --stage prod --region eu-west-1, or reject');
  });

  it.each([
    [{ by: ['U024BE7LH', ana] }, `asked: U024BE7LH, ${ana}; until`],
    [{ anyoneWithLink: true }, 'asked: anyone with the link, or a proven identity; until'],
    [{ reasonNeeded: true }, 'approve iris --reason TEXT, or reject'],
  ])('who may decide, and what it takes: %j', (over, text) => {
    const gate = { ...asking, ask: { ...(asking.ask as NonNullable<GateItem['ask']>), ...over } };
    expect(statusText(of(gate)).join('\n')).toContain(text);
  });

  it('have words of their own for the answers after the shift, and for the one that stands without any', () => {
    const after = aRecord(
      {},
      { phases: { 'gates-after': instant }, gates: gatesOf({ after: [{ approval: { timeout: '1h' } }] }) },
    );
    const ask = {
      ...(asking.ask as NonNullable<GateItem['ask']>),
      approve: 'keep',
      reject: 'roll-back',
    } as const;
    const gates = [{ rollout: after.name, item: { ...asking, stage: 'after', n: 0, ask } as const }];
    const seen = { now, records: [after], lease: unclaimed, endpoint: undefined, gates };
    const text = plain(statusLines(endpointStatus('iris', seen), isoNow)).join('\n');
    expect(text).toContain('left, else: roll-back\n');
    expect(text).toContain('approve iris (keep), or reject (roll-back)');
  });

  it('that ask nobody tell what they wait for', () => {
    const soaking: GateItem = {
      ...{ stage: 'after', n: 0, kind: 'soak', status: 'pending', why: 'soaks for 1h', round: 1 },
      ...{ openedAt: instantMs, until: instantMs + 3_600_000 },
    };
    expect(statusText(of(soaking)).slice(2)).toEqual([
      `  gate     soak  ${record.name}/after/0`,
      '           soaks for 1h; until 2026-01-05 11:00Z, 30m left',
    ]);
  });

  it('ask nobody any more once there is an answer, which they tell', () => {
    expect(statusText(of(decided)).slice(2)).toEqual([
      `           before/1 approval: approved by ${ana} 2026-01-05 10:02Z: metrics look fine`,
      `  gate     approval  ${record.name}/before/1`,
      '           waits for a person; until 2026-01-05 18:00Z, 7h30m left',
    ]);
  });

  it('come in the order in which they are passed, those of other rollouts not at all', () => {
    const at = (stage: GateItem['stage'], n: number): GateItem => ({ ...asking, stage, n });
    const gates = of(at('after', 0), at('before', 10), at('during', 0), at('before', 2));
    const others = gates.map(({ item }) => ({ rollout: 'iris-ffffffffffff-1', item }));
    expect(gateFacts(record, [...gates, ...others]).map(({ gate }) => gate)).toEqual(
      ['before/2', 'before/10', 'during/0', 'after/0'].map((gate) => `${record.name}/${gate}`),
    );
  });

  it('are for scripts what they are for people', () => {
    expect(status(of(decided, asking)).rollouts[0]?.gates).toMatchObject([
      {
        ...{ gate: `${record.name}/before/1`, kind: 'approval', stage: 'before', status: 'pending' },
        ...{ since: '2026-01-05T10:01:00.000Z', until: '2026-01-05T18:00:00.000Z' },
        decisions: [{ verdict: 'approve', by: ana, via: 'iam', at: '2026-01-05T10:02:00.000Z' }],
      },
      { asks: { question: 'Release it?', by: null, otherwise: 'reject' }, decisions: [] },
    ]);
    expect(JSON.stringify(status(of(decided)))).not.toContain('of the wish');
  });
});

describe('The gates of a rollout that is watched', () => {
  it('are told where it waits, on a line and in the panel', () => {
    expect(progressLine(look(of(passed, asking)))).toBe('at a gate before its shift; approval: Release it?');
    expect(plain(progressPanel(look(of(passed, asking)), 100))).toContain(
      'gate     approval: Release it?; until 2026-01-05 18:00Z, 7h30m left',
    );
  });

  it('are told once when they have ended, or were decided', () => {
    const writes: string[] = [];
    const output = followOutput({ write: (text) => writes.push(text) }, false);
    for (const gates of [of(passed, asking), of(passed, asking), of(passed, decided)])
      output.progress(look(gates));
    expect(writes).toEqual([
      '      30m gate before/0 alarms-clear: passed 2026-01-05 10:01Z: iris-5xx: OK for 10m\n',
      '      30m at a gate before its shift; approval: Release it?\n',
      `      30m gate before/1 approval: approved by ${ana} 2026-01-05 10:02Z: metrics look fine\n`,
      '      30m at a gate before its shift; approval: waits for a person\n',
    ]);
  });
});

describe('The gates of a rollout in the history', () => {
  it('tell who decided, when and why, every time that they were asked', () => {
    const again: GateItem = {
      ...{ stage: 'after', n: 0, kind: 'soak', status: 'failed', why: 'w', openedAt: instantMs, round: 2 },
      earlier: [{ verdict: 'approve', by: 'U1', name: 'bob', via: 'slack', at: instantMs, round: 1 }],
      decision: { verdict: 'reject', by: ana, via: 'iam', at: instantMs + 60_000, round: 2 },
    };
    const entry = historyEntry(record, isoNow, of(passed, decided, again));
    expect(plain(historyLines(entry, 160)).slice(2)).toEqual([
      '  before/0 alarms-clear: passed 2026-01-05 10:01Z: iris-5xx: OK for 10m',
      `  before/1 approval: approved by ${ana} 2026-01-05 10:02Z: metrics look fine`,
      '  after/0 soak: approved by bob (U1) 2026-01-05 10:00Z',
      `  after/0 soak: rejected by ${ana} 2026-01-05 10:01Z`,
    ]);
  });

  it('that were open when the rollout was over have ended, and ask nobody', () => {
    const open: GateItem = {
      ...{ stage: 'during', n: 0, kind: 'compare', status: 'pending', why: 'its turn has come', round: 1 },
      ...{ openedAt: instantMs, until: instantMs + 60_000 },
    };
    const gates = of(passed, asking, open);
    const over = { ...record, outcome: 'ROLLED_BACK', endedAt: isoNow } as const;
    const [first, ...others] = historyEntry(over, isoNow, gates).gates;
    expect(first?.status).toBe('passed');
    expect(others).toEqual(
      [
        {
          ...{ gate: 'before/1', kind: 'approval', stage: 'before', since: '2026-01-05T10:01:00.000Z' },
          // What was asked stays known, though nobody is asked any more.
          asked: expect.objectContaining({ question: asking.ask?.question }),
        },
        { gate: 'during/0', kind: 'compare', stage: 'during', since: '2026-01-05T10:00:00.000Z' },
      ].map((view) => ({
        ...{ ...view, gate: `${record.name}/${view.gate}`, status: 'ended', decisions: [] },
        ...{ why: 'the rollout was over before it was', endedAt: isoNow },
      })),
    );
    expect(historyEntry(record, isoNow, gates).gates.map(({ status }) => status)).toContain('pending');
    const goesBack = { ...record, phases: { ...record.phases, 'going-back': instant } };
    expect(historyEntry(goesBack, isoNow, gates).gates.map(({ status }) => status)).not.toContain('pending');
  });
});
