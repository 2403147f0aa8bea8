import { html } from '../pages/page.ts';
import type { Facts } from '../recording/facts.ts';
import { frameAt } from '../recording/frames-of.ts';
import type { Recording } from '../recording/recording.ts';
import { phaseText } from '../recording/words.ts';
import type { Instant } from '../values/instant.ts';
import { shortInstant } from '../values/short-instant.ts';
import { nextStepText } from '../verdict/next-step.ts';
import { alarmsPart, fleetsPart, foundPart, happenedPart, trafficPart } from './evidence-part.ts';
import { fittingPage } from './fit-recording.ts';
import { list, section } from './parts.ts';
import { changesPart, gatesPart, phasesPart, releasePart } from './release-part.ts';
import { reportStyle } from './report-style.ts';

/** Bytes. It is attached to tickets, and opened on telephones. */
const mostBytes = 300_000;

/**
 * The report as one HTML file: no script, nothing loaded, every text from outside escaped. Its policy forbids whatever a
 * browser could be made to run in it. At most 300 KB.
 */
export const reportPage = (recording: Recording): string => fittingPage(recording, wholePage, mostBytes);

function wholePage(recording: Recording): string {
  const { facts, asOf } = recording;
  const title = `${facts.endpoint} ${facts.version}: ${facts.outcome ?? phaseText(facts.phase)}`;
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
  heading(recording),
  section('What was released', releasePart(facts)),
  section('Who decided', gatesPart(facts)),
  section('What it changed', changesPart(facts)),
  section('What was found', foundPart(facts)),
  section('Traffic', trafficPart(recording)),
  section('Alarms', alarmsPart(recording)),
  section('Phases', phasesPart(facts, asOf)),
  section('Both fleets, as they were seen', fleetsPart(recording)),
  section('What happened', happenedPart(recording.happened)),
  section('In the AWS console', links(facts)),
]
  .filter((part) => part !== '')
  .join('\n')}
</main>
<footer>Made by Greenlight, as of ${html(shortInstant(asOf))}${recording.source === 'simulated' ? ', of a simulation' : ''}. All times are UTC.</footer>
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

function heading(recording: Recording): string {
  const { facts, asOf } = recording;
  const { endpoint, version, outcome, endedAt, cause, aftermath } = facts;
  const steps = (aftermath === undefined ? facts.nextSteps : aftermath.nextSteps) ?? [];
  const when = endedAt === null ? `under way, as of ${shortInstant(asOf)}` : `on ${shortInstant(endedAt)}`;
  const after =
    aftermath === undefined
      ? ''
      : `<p>At ${html(shortInstant(aftermath.at))} the endpoint was ${html(aftermath.status)} on ${html(aftermath.serving ?? 'nothing')}.</p>`;
  return `<header class="${outcome === null ? 'plain' : tones[outcome]}">
<p class="about">${html(endpoint)} · ${html(version)} · ${html(facts.rollout)}</p>
<h1>${html(outcome ?? phaseText(facts.phase))} <small>${html(when)}</small></h1>
<p>${html(cause ?? underWay(recording, asOf))}</p>
${after}${steps.length === 0 ? '' : `<p>What could be done then:</p>${list(steps.map(nextStepText))}`}
</header>`;
}

const underWay = (recording: Recording, asOf: Instant): string =>
  `It has not ended yet. ${frameAt(recording, asOf).sentence}`;

/** Only to pages of AWS: the addresses are ours. */
const links = ({ links: all }: Facts): string =>
  all.length === 0
    ? ''
    : `<p>${all
        .filter(({ url }) => url.startsWith('https://'))
        .map(({ label, url }) => `<a href="${html(url)}">${html(label)}</a>`)
        .join(' · ')}</p>`;
