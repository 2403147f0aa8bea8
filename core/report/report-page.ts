import { describeBreach } from '../cloudwatch/breach.ts';
import { describeDecision } from '../gates/decision.ts';
import { html } from '../pages/page.ts';
import type { DecisionFact, Facts } from '../recording/facts.ts';
import { figuresAt, figuresText } from '../recording/figures.ts';
import type { Recording } from '../recording/recording.ts';
import { phaseText, startText } from '../recording/words.ts';
import { uploaderText } from '../records/uploader.ts';
import { formatBytes } from '../values/bytes.ts';
import { formatDuration } from '../values/duration.ts';
import { epochMsOf, type Instant } from '../values/instant.ts';
import { sentence } from '../values/problem.ts';
import { shortInstant } from '../values/short-instant.ts';
import { nextStepText } from '../verdict/next-step.ts';
import { reportStyle } from './report-style.ts';
import { trafficCharts } from './traffic-charts.ts';

/**
 * The report as one HTML file: no script, nothing loaded, every text from outside escaped. Its policy forbids whatever a
 * browser could be made to run in it.
 */
export function reportPage(recording: Recording): string {
  const { facts: report, asOf } = recording;
  const { endpoint, version, outcome } = report;
  const title = `${endpoint} ${version}: ${outcome ?? phaseText(report.phase)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(title)} · Greenlight</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
${[
  heading(report, asOf),
  section('What was released', pairs(releaseFacts(report))),
  section('What it changed', changes(report)),
  section('Phases', phases(report, asOf)),
  section('Traffic', traffic(recording)),
  section('What was found', list(found(report))),
  section('Gates', gates(report)),
].join('\n')}
</main>
<footer>Made by Greenlight, as of ${html(shortInstant(asOf))}. All times are UTC.</footer>
</body>
</html>
`;
}

const tones = {
  DEPLOYED: 'good',
  ROLLED_BACK: 'bad',
  REJECTED: 'plain',
  SUPERSEDED: 'plain',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
} as const;

function heading(report: Facts, asOf: Instant): string {
  const { endpoint, version, outcome, endedAt, cause, aftermath } = report;
  const steps = (aftermath === undefined ? report.nextSteps : aftermath.nextSteps) ?? [];
  const when = endedAt === null ? `under way, as of ${shortInstant(asOf)}` : `on ${shortInstant(endedAt)}`;
  const after =
    aftermath === undefined
      ? ''
      : `<p>At ${html(shortInstant(aftermath.at))} the endpoint was ${html(aftermath.status)} on ${html(aftermath.serving ?? 'nothing')}.</p>`;
  return `<header class="${outcome === null ? 'plain' : tones[outcome]}">
<p class="about">${html(endpoint)} · ${html(version)} · ${html(report.rollout)}</p>
<h1>${html(outcome ?? phaseText(report.phase))} <small>${html(when)}</small></h1>
<p>${html(cause ?? 'It has not ended yet.')}</p>
${after}${steps.length === 0 ? '' : `<p>What could be done then:</p>${list(steps.map(nextStepText))}`}
</header>`;
}

const section = (title: string, body: string): string =>
  body === '' ? '' : `<section><h2>${html(title)}</h2>${body}</section>`;

/** Pairs of a name and a text. */
const pairs = (all: readonly (readonly [string, string])[]): string =>
  `<dl>${all.map(([name, text]) => `<dt>${html(name)}</dt><dd>${html(text)}</dd>`).join('')}</dl>`;

const list = (texts: readonly string[]): string =>
  texts.length === 0 ? '' : `<ul>${texts.map((text) => `<li>${html(text)}</li>`).join('')}</ul>`;

/** Columns of instants, which are not broken over lines. */
const times = ['from'];

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="wide"><table><thead><tr>${header.map((cell) => `<th>${html(cell)}</th>`).join('')}</tr></thead><tbody>${rows
    .map(
      (row) =>
        `<tr>${row.map((cell, n) => `<td${times.includes(header[n] ?? '') ? ' class="when"' : ''}>${html(cell)}</td>`).join('')}</tr>`,
    )
    .join('')}</tbody></table></div>`;

function releaseFacts(report: Facts): [string, string][] {
  const { artifact, manifest, digest, strategy, start, stop } = report;
  const version = artifact.versionId === undefined ? '' : `, version ${artifact.versionId}`;
  const { goesBackTo } = report;
  return [
    ['release', `${report.release}, attempt ${report.attempt}`],
    ['started', `${shortInstant(start.at)}, ${startText(start)}`],
    ...(goesBackTo === null
      ? []
      : [
          [
            'goes back to',
            `endpoint config ${goesBackTo.config}${goesBackTo.foreign ? ', which no release has made' : ''}`,
          ] as [string, string],
        ]),
    // What others have deployed is stored under the release that it takes the place of.
    ...(goesBackTo?.foreign === true
      ? []
      : ([
          ['artifact', `s3://${artifact.bucket}/${artifact.key}${version}`],
          [
            'uploaded',
            `${shortInstant(report.uploadedAt)} by ${uploaderText(report.uploadedBy)}${artifact.kind === 'archive' ? `, ${formatBytes(artifact.size)}` : ''}`,
          ],
        ] as [string, string][])),
    [
      'manifest',
      manifest === null ? 'none, or not settled' : `${manifest.key}, version ${manifest.versionId}`,
    ],
    ...(strategy === null ? [] : [['strategy', strategy] as [string, string]]),
    ['digest', digest ?? 'never settled'],
    ...(stop === undefined
      ? []
      : [['stopped', `${shortInstant(stop.at)} by ${stop.by}: ${stop.reason}`] as [string, string]]),
  ];
}

const changes = ({ changes: all }: Facts): string =>
  all.length === 0
    ? ''
    : table(
        ['what', 'before', 'after'],
        all.map(({ what, how, from, to }) => [
          what,
          from ?? (how === 'added' ? '–' : how),
          to ?? (how === 'removed' ? '–' : how),
        ]),
      );

/** Each phase with its beginning and its length, which ends with the next one. */
function phases({ phases: entered, endedAt }: Facts, asOf: Instant): string {
  const inOrder = Object.entries(entered)
    .filter(([phase]) => phase !== 'concluded')
    .sort(([, a], [, b]) => epochMsOf(a as Instant) - epochMsOf(b as Instant)) as [
    keyof typeof entered,
    Instant,
  ][];
  return table(
    ['phase', 'from', 'for'],
    inOrder.map(([phase, at], n) => {
      const next = inOrder[n + 1]?.[1] ?? endedAt ?? asOf;
      return [phaseText(phase), shortInstant(at), formatDuration(secondsBetween(at, next))];
    }),
  );
}

const secondsBetween = (from: Instant, to: Instant): number =>
  Math.max(0, Math.round((epochMsOf(to) - epochMsOf(from)) / 1000));

function traffic(recording: Recording): string {
  const { traffic: known } = recording;
  if (known.kind === 'unknown') return `<p>${html(known.why)}</p>`;
  const figures = figuresAt(recording, recording.asOf);
  const sums = figures
    ? `Since the shift began: the new fleet ${figuresText(figures.green)}; the one before ${figuresText(figures.blue)}. Each point is ${formatDuration(known.periodSeconds)}.`
    : '';
  return `<p>${html(sums)}</p>${trafficCharts(recording)}`;
}

const found = ({ judged = [], breaches, alarmTexts, problems }: Facts): string[] => [
  ...judged.map(({ verdict, text }) => `Judged ${verdict}: ${text}`),
  ...breaches.map((breach) => `Went off: ${describeBreach(breach)}`),
  ...problems.map(sentence),
  ...alarmTexts.map((alarm) => `Watched: ${alarm}`),
];

const gates = ({ gates: reached }: Facts): string =>
  reached.length === 0
    ? ''
    : pairs(
        reached.map(({ gate, kind, status, why, since, endedAt, decisions }) => [
          `${kind} (${gate.split('/').slice(1).join('/')})`,
          [
            `${status}: ${why}. From ${shortInstant(since)}${endedAt === undefined ? '' : ` until ${shortInstant(endedAt)}`}.`,
            // The last answer that counted is in the gate's own words already.
            ...decisions
              .filter((_, n) => n < decisions.length - 1 || status === 'pending')
              .map((decision) => `${decisionText(decision)}.`),
          ].join(' '),
        ]),
      );

/** `2026-11-30 22:56Z by slack: approved by ana (U0ANA)` */
function decisionText({ verdict, at, via, ...decision }: DecisionFact): string {
  const done = verdict === 'approve' ? 'approved' : 'rejected';
  return `${shortInstant(at)} by ${via}: ${describeDecision(decision, done)}`;
}
