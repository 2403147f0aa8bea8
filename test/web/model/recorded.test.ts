import { describe, expect, it } from 'vitest';
import { epochMsOf } from '../../../core/values/instant.ts';
import { asking, backed, done, running } from '../../../tools/browser/scenes.ts';
import { pageOfStory, recordingOfStory } from '../../../tools/browser/story.ts';
import { alarmSpans, type ChartData, chartsOf, valueAt } from '../../../web/model/charts.ts';
import { greenPercentOf, isGreen } from '../../../web/model/fleets.ts';
import { certainties, decidesIn, newestFinding } from '../../../web/model/narrowing.ts';
import { chartSpan, knownUntil, reachOf, timelineSpan } from '../../../web/model/span.ts';
import { actualSegments, hasBegun, plannedSegments } from '../../../web/model/timeline.ts';

const began = epochMsOf(backed.startedAt);
const minute = (n: number) => began + n * 60_000;
const recording = recordingOfStory(backed);
const underWay = recordingOfStory(running);

describe('The timeline', () => {
  it('has each phase, and within the shift each step as it was seen', () => {
    const labels = actualSegments(recording, knownUntil(recording)).map(({ label }) => label);
    expect(labels).toEqual([
      ...['check', 'prepare', 'gate', 'prepare', 'start'],
      ...['→ 25 %', '25 % bake', '→ 50 %', '50 % bake', 'back on blue'],
    ]);
  });

  it('has no gap in it, and ends with the rollout', () => {
    const segments = actualSegments(recording, knownUntil(recording));
    for (const [n, { from }] of segments.entries()) if (n > 0) expect(from).toBe(segments[n - 1]?.to);
    expect(segments[0]?.from).toBe(began);
    expect(segments.at(-1)?.to).toBe(minute(36));
  });

  it('ends with the rollout also where no phase says that it is over', () => {
    const { concluded: _, ...phases } = recording.facts.phases;
    const unsaid = { ...recording, facts: { ...recording.facts, phases } };
    expect(actualSegments(unsaid, knownUntil(unsaid)).at(-1)?.to).toBe(minute(36));
  });

  it('shows no plan at an instant before the shift, which nobody knew of then', () => {
    expect(hasBegun(recording.facts, minute(14) - 1)).toBe(false);
    expect(hasBegun(recording.facts, minute(14))).toBe(true);
    expect(hasBegun(recordingOfStory(asking).facts, minute(60))).toBe(false);
  });

  it('has the plan from the shift on', () => {
    const planned = plannedSegments(recording.facts);
    expect(planned[0]).toMatchObject({ from: minute(14), label: 'start', green: 0 });
    expect(planned.map(({ label }) => label)).toContain('75 %');
    expect(plannedSegments(recordingOfStory(asking).facts)).toEqual([]);
  });

  it('reaches to the planned end of what is under way, and no further than its own end otherwise', () => {
    expect(timelineSpan(underWay).to).toBe(plannedSegments(underWay.facts).at(-1)?.to);
    expect(timelineSpan(recording).to).toBe(reachOf(recording).to);
    expect(reachOf(recording).to).toBe(minute(37));
  });
});

describe('Fleets', () => {
  const configs = { green: 'c2', blue: 'c1' };
  it.each([
    ['green', 'c2', true],
    ['green AllTraffic', 'c2', true],
    ['blue', 'c1', false],
    // While the endpoint is updated back, its fleets have other names.
    ['release', 'c2', true],
    ['before', 'c1', false],
    ['another', 'c2', true],
    ['another', 'c3', false],
  ])('%s on %s is green: %s', (name, config, green) => {
    expect(isGreen({ name, config }, configs)).toBe(green);
  });

  it('are added up over variants, and not known where none was seen', () => {
    const fleet = (name: string, trafficPercent: number) => ({
      ...{ name, trafficPercent, config: name.startsWith('green') ? 'c2' : 'c1' },
      ...{ instances: 1, size: 1 },
    });
    const seen = [fleet('blue a', 50), fleet('green a', 25), fleet('green b', 25)];
    expect(greenPercentOf(seen, configs)).toBe(50);
    expect(greenPercentOf([], configs)).toBeNull();
  });
});

describe('The charts', () => {
  const charts = chartsOf(recording, 'p99');
  const chart = (id: ChartData['id']) => charts.find((one) => one.id === id) as ChartData;
  const read = (id: ChartData['id'], name: string, ms: number) => {
    const line = chart(id).lines.find((one) => one.name === name);
    return line === undefined ? undefined : valueAt(chart(id), line, ms);
  };

  it('are all over the same span, from ten minutes before the shift on', () => {
    expect(charts.map(({ id }) => id)).toEqual(['traffic', '5xx', 'latency', 'requests', '4xx', 'cpu']);
    expect(new Set(charts.map(({ span }) => JSON.stringify(span))).size).toBe(1);
    expect(chartSpan(recording)).toEqual({ from: minute(4), to: minute(37) });
  });

  it('say who has the traffic from one look to the next', () => {
    expect(read('traffic', 'green', minute(17))).toBe(0);
    expect(read('traffic', 'green', minute(20))).toBe(25);
    expect(read('traffic', 'blue', minute(30))).toBe(50);
    expect(read('traffic', 'green', minute(35))).toBe(0);
    expect(read('traffic', 'planned', minute(30))).toBe(50);
  });

  it('say nothing of a minute before it is over', () => {
    const first = recording.traffic.kind === 'known' ? recording.traffic.periods[0] : undefined;
    const over = (first?.at ?? 0) + 60_000;
    expect(read('requests', 'blue', over - 1)).toBeNull();
    expect(read('requests', 'blue', over)).toBe(first?.blue.requests);
  });

  it('know nothing after what is known', () => {
    const [shares] = chartsOf(underWay, 'p99');
    const green = shares?.lines.find(({ name }) => name === 'green');
    expect(green?.values.at(-1)).toBeNull();
    expect(shares?.lines.find(({ name }) => name === 'planned')?.values.some((value) => value === 100)).toBe(
      true,
    );
  });

  it('have the limits of alarms that measure the same, in their own unit', () => {
    expect(chart('5xx').limit).toEqual({ value: 1, text: 'limit 1 %' });
    // 800,000 microseconds.
    expect(chart('latency').limit).toEqual({ value: 800, text: 'limit 800 ms' });
    expect(chartsOf(recording, 'p50').find(({ id }) => id === 'latency')?.limit).toBeUndefined();
    expect(chart('4xx').limit).toBeUndefined();
  });

  it('show the plan and the fleets alone where CloudWatch could not be read', () => {
    const unread = { ...recording, traffic: { kind: 'unknown' as const, why: 'no right' } };
    expect(chartsOf(unread, 'p99').map(({ id }) => id)).toEqual(['traffic']);
  });

  it('are none where nothing was shifted or measured', () => {
    const nothing = recordingOfStory({ ...asking, until: 2 });
    expect(chartsOf({ ...nothing, traffic: { kind: 'unknown', why: 'no right' } }, 'p99')).toEqual([]);
  });

  it('are shaded while an alarm is on', () => {
    expect(alarmSpans(recording, minute(37))).toEqual([{ from: minute(34), to: minute(37) }]);
    expect(alarmSpans(recordingOfStory(done), minute(62))).toEqual([]);
  });
});

describe('How sure one is', () => {
  it('grows as requests come, and is shown from the first minute in which both fleets had some', () => {
    const found = certainties(recording);
    expect(found[0]?.at).toBeGreaterThan(minute(18));
    const width = ({ least, most }: { least: number; most: number }) =>
      Math.log(most / Math.max(least, 1e-4));
    const [early, late] = [found[2], found.at(-1)];
    expect(early && late && width(late) < width(early)).toBe(true);
    // A part of a thirtieth of green's requests failed, against a thousandth of blue's.
    expect(late?.least).toBeGreaterThan(2);
  });

  it('is not known without both', () => {
    expect(certainties({ ...recording, traffic: { kind: 'unknown', why: 'no right' } })).toEqual([]);
    expect(certainties(recordingOfStory(asking))).toEqual([]);
  });

  it('tells when a judge decides: half as much again of twenty minutes is ten', () => {
    const frame = pageOfStory(running).frames.at(-1);
    const finding = frame && newestFinding(frame);
    expect(finding).toBeDefined();
    if (finding === undefined) return;
    const from = '2026-01-05T10:00:00.000Z' as const;
    const to = '2026-01-05T10:19:00.000Z' as const;
    const open = { ...finding, verdict: 'MARGINAL' as const, from, to, timesMore: 1.5 };
    expect(decidesIn(open)).toBe(600_000);
    expect(decidesIn({ ...open, verdict: 'FAIL' })).toBeUndefined();
  });
});
