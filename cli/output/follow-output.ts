import { deploymentView } from '../../core/deployment/words.ts';
import { secondsFrom } from '../../core/recording/words.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { versionOf } from '../../core/release.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { Progress } from '../views/progress.ts';
import { endedGateLines } from './gate-lines.ts';
import { columnsOf, livePanel, type Terminal } from './live-panel.ts';
import { lastingLine, outcomeLines, progressLine, progressPanel } from './progress-lines.ts';
import { uncoloured } from './terminal-output.ts';

/** Where the progress is shown. */
export interface FollowOutput {
  /** There is nothing to show yet. `text` says what is awaited. */
  waiting(text: string): void;
  progress(progress: Progress): void;
  outcome(record: RolloutRecord): void;
}

/** The width if the stream does not give one. */
const plainColumns = 100;

/** Shows a live panel on a terminal, plain lines on change, or one JSON object per line. */
export function followOutput(stream: Terminal & { readonly isTTY?: boolean }, json: boolean): FollowOutput {
  const write = (text: string) => void stream.write(text);
  if (json) return jsonFollow(write);
  return stream.isTTY ? terminalFollow(stream) : plainFollow(uncoloured(write));
}

function terminalFollow(terminal: Terminal): FollowOutput {
  const panel = livePanel(terminal);
  const changed = onChange();
  const untold = onceEach();
  return {
    waiting: (text) => panel.print(`${text}\n`),
    progress(progress) {
      for (const gate of untold(gatesText(progress))) panel.print(`${since(progress)} ${gate}\n`);
      if (changed(lastingLine(progress))) panel.print(`${since(progress)} ${progressLine(progress)}\n`);
      panel.show((columns) => progressPanel(progress, columns));
    },
    outcome(record) {
      panel.remove();
      panel.print(`${outcomeLines(record, columnsOf(terminal, 80)).join('\n')}\n`);
    },
  };
}

function plainFollow(write: (text: string) => void): FollowOutput {
  const changed = onChange();
  const untold = onceEach();
  return {
    waiting: (text) => write(`${text}\n`),
    progress(progress) {
      for (const gate of untold(gatesText(progress))) write(`${since(progress)} ${gate}\n`);
      if (changed(lastingLine(progress))) write(`${since(progress)} ${progressLine(progress)}\n`);
    },
    outcome: (record) => write(`${outcomeLines(record, plainColumns).join('\n')}\n`),
  };
}

function jsonFollow(write: (text: string) => void): FollowOutput {
  const changed = onChange();
  const line = (value: object) => write(`${JSON.stringify(value)}\n`);
  return {
    waiting() {},
    progress(progress) {
      // Values that change just because time passes do not count as a change.
      const json = progressJson(progress);
      const { at: _, bakeLeftSeconds: _left, plan: _plan, alarms, ...rest } = json;
      const {
        evidence: _evidence,
        figures: _figures,
        ...lasting
      } = { ...{ evidence: [], figures: null }, ...rest };
      const states = alarms.map(({ name, state }) => [name, state]);
      if (changed(JSON.stringify([lasting, states]))) line(json);
    },
    outcome(record) {
      const { endedAt, endpoint, name, release, attempt, conclusion } = record;
      const about = { endpoint, rollout: name, release: release.id, version: versionOf(record), attempt };
      line({ type: 'outcome', at: endedAt ?? null, ...about, ...conclusion });
    },
  };
}

/** A `progress` line (docs/cli.md). */
function progressJson({ at, record, phase, snapshot, step, plan, gates, shown }: Progress) {
  const { endpoint, name, release, attempt, stop } = record;
  return {
    type: 'progress',
    at,
    endpoint,
    rollout: name,
    release: release.id,
    version: versionOf(record),
    attempt,
    phase,
    status: snapshot?.status ?? null,
    blue: snapshot?.blue ?? null,
    green: snapshot?.green ?? null,
    greenPercent: snapshot?.green === undefined ? null : Math.round(100 * snapshot.greenShare),
    doing: snapshot?.phase || null,
    deployment: deploymentJson(snapshot),
    step: step ?? null,
    bakeLeftSeconds: snapshot?.bakeLeft === undefined ? null : Math.round(snapshot.bakeLeft / 1000),
    plan: plan ?? null,
    alarms: snapshot?.alarms ?? [],
    gates,
    ...(stop && { stop }),
    ...(shown && { sentence: shown.sentence, evidence: shown.evidence, figures: shown.figures ?? null }),
  };
}

/** What SageMaker does, according to which fleet serves; null while it does nothing. */
function deploymentJson(snapshot: Progress['snapshot']) {
  if (snapshot === undefined || snapshot.state.deployment.kind === 'none') return null;
  return deploymentView(snapshot.state);
}

/** Returns a function that is true for a text that differs from the previous one. */
function onChange(): (text: string) => boolean {
  let last: string | undefined;
  return (text) => {
    const differs = text !== last;
    last = text;
    return differs;
  };
}

/** Returns a function that keeps only the texts that it has not seen before. */
function onceEach(): (texts: readonly string[]) => string[] {
  const told = new Set<string>();
  return (texts) => {
    const news = texts.filter((text) => !told.has(text));
    for (const text of news) told.add(text);
    return news;
  };
}

const gatesText = ({ gates }: Progress): string[] =>
  gates.flatMap(endedGateLines).map((line) => `gate ${line}`);

/** `   12m30s`: AWS's time since the rollout began. */
const since = ({ at, record }: Progress): string =>
  formatDuration(secondsFrom(record.startedAt, at)).padStart(9);
