import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { panelLines } from '../../../cli/output/panel.ts';
import { snapshotOf } from '../../../cli/views/snapshot.ts';

const at = Date.UTC(2026, 0, 5, 12);
const load = { perSecond: 50, sent: 837, failed: 3 };
const updating = {
  EndpointName: 'iris',
  EndpointArn: 'arn',
  EndpointStatus: 'Updating' as const,
  CreationTime: new Date(0),
  LastModifiedTime: new Date(0),
  EndpointConfigName: 'iris-old-1',
  ProductionVariants: [{ VariantName: 'AllTraffic', CurrentInstanceCount: 2, DesiredInstanceCount: 5 }],
  PendingDeploymentSummary: {
    EndpointConfigName: 'iris-new-1',
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        CurrentInstanceCount: 3,
        DesiredInstanceCount: 5,
        VariantStatus: [
          {
            Status: 'Baking' as const,
            StatusMessage: 'Baking for 300 seconds (…)',
            StartTime: new Date(at - 151_000),
          },
        ],
      },
    ],
  },
};

const errors = { name: 'iris-5xx', state: 'OK', label: 'iris-5xx', text: 'iris-5xx (limit 1)' };
const panel = (endpoint: Parameters<typeof snapshotOf>[1], columns = 100) =>
  panelLines(snapshotOf(at, endpoint, [errors], load), columns).map(stripVTControlCharacters);

describe('the live panel', () => {
  it('shows both fleets, the split, the time left of the bake, alarms and load', () => {
    expect(panel(updating)).toEqual([
      '─'.repeat(78),
      'endpoint iris Updating',
      'blue     ■■□□□  2 of 5 serving  iris-old-1',
      'green    ■■■□□  3 of 5 serving  iris-new-1',
      `traffic  ${'░'.repeat(16)}${'█'.repeat(24)}  40 % blue, 60 % green`,
      'phase    baking: 2m29s left  All of the fleet from before stands: going back is instant.',
      'alarms   iris-5xx (limit 1): OK',
      'load     50 requests/s, 837 sent, 3 failed',
    ]);
  });

  it('keeps the fleets apart and shows every number in 40 columns, without colours', () => {
    const lines = panel(updating, 40);
    for (const line of lines) expect(line.length).toBeLessThan(40);
    expect(lines.slice(1, 7)).toEqual([
      'endpoint iris Updating',
      'blue     ■■□□□  2 of 5 serving',
      '         iris-old-1',
      'green    ■■■□□  3 of 5 serving',
      '         iris-new-1',
      'traffic  ░░░████  40 % blue, 60 % green',
    ]);
    expect(lines.join(' ')).toMatch(/baking: 2m29s left .*iris-5xx \(limit 1\): OK/);
  });

  it('has as many squares as there is room for beside the numbers', () => {
    const [of] = updating.ProductionVariants;
    const large = { ...of, VariantName: 'AllTraffic', CurrentInstanceCount: 50, DesiredInstanceCount: 100 };
    const [, , blue] = panel({ ...updating, ProductionVariants: [large] }, 40);
    expect(blue).toBe('blue     ■■■■■■□□□□□  50 of 100 serving');
  });

  it('shows where the local Slack is, and until when somebody may approve there', () => {
    const page = 'http://127.0.0.1:4566/_slack/';
    const row = (approvesAt: number | undefined) => {
      const snapshot = { ...snapshotOf(at, updating, [], load), slack: { page, approvesAt } };
      return stripVTControlCharacters(panelLines(snapshot, 120).at(-1) ?? '');
    };
    expect(row(undefined)).toBe(`slack    ${page}`);
    expect(row(at + 42.5 * 60_000)).toBe(
      `slack    ${page}  waits for your approval; the demo approves in 43m`,
    );
  });

  const ofFive = (colour: 'blue' | 'green', serving: number) => ({
    VariantName: 'AllTraffic',
    CurrentInstanceCount: serving,
    DesiredInstanceCount: 5,
    ...(colour === 'green' && {
      VariantStatus: [{ Status: 'Deleting' as const, StatusMessage: 'Terminating 5 instance(s).' }],
    }),
  });
  const ending = (blue: number, green: number) => ({
    ...updating,
    ProductionVariants: [ofFive('blue', blue)],
    PendingDeploymentSummary: {
      EndpointConfigName: 'iris-new-1',
      ProductionVariants: [ofFive('green', green)],
    },
  });

  it('tells which fleet ends by who serves: AWS has one word for both', () => {
    expect(panel(ending(5, 0), 130).slice(2)).toEqual([
      'blue     ■■■■■  5 of 5 serving  iris-old-1',
      'green    □□□□□  0 of 5 serving, ends  iris-new-1',
      `traffic  ${'░'.repeat(40)}  100 % blue, 0 % green`,
      'phase    ending the release’s fleet  The fleet from before has all traffic again.  Nothing to do.',
      'alarms   iris-5xx (limit 1): OK',
      'load     50 requests/s, 837 sent, 3 failed',
    ]);
    expect(panel(ending(0, 5), 130)[2]).toBe('blue     □□□□□  0 of 5 serving, ends  iris-old-1');
    expect(panel(ending(0, 5), 130)[5]).toMatch(
      /^phase {4}ending the fleet from before {2}The release has all traffic\. {2}SageMaker looks at no alarm any more/,
    );
  });

  it('shows the fleet from before as standing while the last bake lasts', () => {
    const [green] = updating.PendingDeploymentSummary.ProductionVariants;
    const final = {
      ...updating,
      ProductionVariants: [ofFive('blue', 0)],
      PendingDeploymentSummary: {
        EndpointConfigName: 'iris-new-1',
        ProductionVariants: [{ ...green, VariantName: 'AllTraffic', CurrentInstanceCount: 5 }],
      },
    };
    const lines = panel(final, 130);
    expect(lines[2]).toBe('blue     □□□□□  0 of 5 serving, stands by  iris-old-1');
    expect(lines[5]).toBe(
      'phase    final bake: 2m29s left  The release has all traffic.  All of the fleet from before stands: going back is instant.',
    );
  });

  it('shows one fleet at rest', () => {
    const { PendingDeploymentSummary: _, ...rest } = updating;
    const lines = panel({ ...rest, EndpointStatus: 'InService' });
    expect(lines).toContain('phase    at rest');
    expect(lines.join()).not.toMatch(/green|traffic/);
  });

  it('shows an endpoint that is being created, which has no serving fleet yet', () => {
    const { ProductionVariants: _, ...creating } = updating;
    expect(panel({ ...creating, EndpointStatus: 'Creating' }).join()).not.toMatch(/blue|traffic/);
  });

  it('never writes past the edge of the terminal', () => {
    for (const line of panel(updating, 30)) expect([...line].length).toBeLessThan(30);
  });
});
