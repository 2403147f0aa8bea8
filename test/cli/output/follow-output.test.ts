import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { followOutput } from '../../../cli/output/follow-output.ts';
import { progressOf } from '../../../cli/views/progress.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { aRecord, instant, instantMs } from '../../support/builders.ts';

const record = aRecord({}, { phases: { queued: instant } });
const endpoint = {
  EndpointName: 'iris',
  EndpointArn: 'arn',
  EndpointStatus: 'InService' as const,
  CreationTime: new Date(0),
  LastModifiedTime: new Date(0),
};
const look = (seconds: number) => progressOf(instantMs + seconds * 1000, record, endpoint, []);
const conclusion = concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } });
const ended = { ...record, outcome: conclusion.outcome, conclusion, endedAt: instant };

function through(stream: { isTTY?: boolean; columns?: number }, json: boolean) {
  const writes: string[] = [];
  const output = followOutput({ write: (text) => writes.push(text), ...stream }, json);
  output.waiting('not yet');
  output.progress(look(10));
  output.progress(look(20));
  output.outcome(ended);
  return writes;
}

describe('Where what is followed goes', () => {
  it('has the sentence of the page, both fleets’ figures and the evidence', () => {
    const shown = {
      sentence: 'Shifting traffic since 10:11 UTC. Nothing to do.',
      evidence: ['Judged FAIL: 5xx: green 31 of 6,000, blue 12 of 24,000'],
      figures: {
        green: { requests: 1284, errors5xx: 16, errors4xx: 0 },
        blue: { requests: 5200, errors5xx: 0, errors4xx: 3 },
        greenSeconds: 300,
      },
    };
    const progress = { ...look(10), shown };
    const writes: string[] = [];
    const stream = {
      write: (text: string) => writes.push(stripVTControlCharacters(text)),
      isTTY: true,
      columns: 80,
    };
    followOutput(stream, false).progress(progress);
    const panel = writes.join('');
    expect(panel).toContain('now      Shifting traffic since 10:11 UTC. Nothing to do.');
    expect(panel).toContain('requests green 1,284 requests, 16 ended 5xx (1.25 %)');
    expect(panel).toContain('         blue  5,200 requests, 0 ended 5xx (0 %), 3 4xx');
    expect(panel).toContain('judge    Judged FAIL: 5xx: green 31 of 6,000, blue 12 of 24,000');

    const lines: string[] = [];
    const json = followOutput({ write: (text: string) => lines.push(text) }, true);
    json.progress(progress);
    json.progress({ ...progress, shown: { ...shown, evidence: [], figures: undefined } });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ ...shown }]);
  });

  it('into a file, as plain lines, and only when something changes', () => {
    expect(through({}, false).join('')).toBe(
      `not yet\n      10s waiting for its turn\nDEPLOYED  v2  ${record.name}  after 0s\n` +
        '  The new config is live, and no rollback alarm is on.\n',
    );
  });

  it('as JSON, one object a line and nothing else', () => {
    const lines = through({ isTTY: true }, true).map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { type: 'progress', endpoint: 'iris', rollout: record.name, phase: 'queued', status: 'InService' },
      { type: 'outcome', endpoint: 'iris', rollout: record.name, outcome: 'DEPLOYED', urgent: false },
    ]);
  });

  it('onto a terminal, with a panel that is drawn anew and taken away at the end', () => {
    const texts = through({ isTTY: true, columns: 80 }, false);
    const writes = texts.map((text) => ({
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequence that erases the panel
      erased: Number(/\u001b\[(\d+)A/.exec(text)?.[1] ?? 0),
      text: stripVTControlCharacters(text),
    }));
    const panel = (writes[2]?.text ?? '').split('\n').length - 1;
    expect(panel).toBe(6);
    expect(writes.map(({ erased }) => erased)).toEqual([0, 0, 0, panel, panel, 0]);
    expect(writes.at(-1)?.text).toMatch(/^DEPLOYED /);
    expect(writes.at(-2)?.text).toBe('');
  });
});
