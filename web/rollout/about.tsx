import { trafficStepsText } from '../../core/plan/timeline/traffic-steps.ts';
import type { Facts } from '../../core/recording/facts.ts';
import { bytesText } from '../model/figures.ts';
import { fullText, msOf } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { hasEnded, isStopped } from '../state/moment.ts';
import { facts } from '../state/rollout.ts';

/** As whole instances make them. */
const stepsOf = (timeline: Facts['timeline']): string | undefined =>
  timeline === null || timeline.phases.length === 0 ? undefined : trafficStepsText(timeline) || undefined;

/** What it was made from, and by whom: what an auditor asks. */
export function About() {
  const { value } = facts;
  if (value === undefined) return null;
  const { artifact, manifest, digest, strategy, start, stop, goesBackTo } = value;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['release', `${value.release}, attempt ${value.attempt}`],
    [
      'started',
      `${fullText(msOf(start.at))} by ${start.by} (${start.kind})${start.reason === undefined ? '' : `: ${start.reason}`}`,
    ],
    ['goes back to', goesBackTo?.config],
    [
      'artifact',
      `s3://${artifact.bucket}/${artifact.key}${artifact.versionId === undefined ? '' : `, version ${artifact.versionId}`}`,
    ],
    [
      'uploaded',
      `${fullText(msOf(value.uploadedAt))} by ${value.uploadedBy}${artifact.kind === 'archive' ? `, ${bytesText(artifact.size)}` : ''}`,
    ],
    [
      'manifest',
      manifest === null ? 'none, or not settled' : `${manifest.key}, version ${manifest.versionId}`,
    ],
    ['strategy', strategy ?? undefined],
    ['steps', stepsOf(value.timeline)],
    ['digest', digest ?? 'never settled'],
    [
      'stopped',
      stop === undefined || !isStopped.value
        ? undefined
        : `${fullText(msOf(stop.at))} by ${stop.by}: ${stop.reason}`,
    ],
    ['cause', hasEnded.value ? (value.cause ?? undefined) : undefined],
    ...(hasEnded.value ? value.problems : []).map(({ field, expected, got, fix }): [string, string] => [
      `problem: ${field}`,
      `expected ${expected}, got ${got}${fix === undefined ? '' : `. ${fix}`}`,
    ]),
  ];
  return (
    <Card title="About the release" name="about">
      <dl>
        {rows.flatMap(([name, text]) =>
          text === undefined
            ? []
            : [
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{text}</dd>
                </div>,
              ],
        )}
      </dl>
    </Card>
  );
}
