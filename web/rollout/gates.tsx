import { computed } from '@preact/signals';
import type { GateFact } from '../../core/recording/facts.ts';
import { personText } from '../model/people.ts';
import { clockText, fullText, msOf, spanText } from '../model/time.ts';
import { Card } from '../parts/card.tsx';
import { type Tone, ToneIcon } from '../parts/tone.tsx';
import { useDerived } from '../parts/use-derived.ts';
import { figuresAt, frame } from '../state/moment.ts';

const gates = computed(() => frame.value?.gates ?? []);

const tones: Readonly<Record<GateFact['status'], Tone>> = {
  pending: 'asks',
  passed: 'good',
  failed: 'bad',
  overridden: 'good',
  withdrawn: 'plain',
  ended: 'plain',
};
const ways: Readonly<Record<string, string>> = {
  slack: 'in Slack',
  iam: 'by a signed request',
  link: 'by a link',
};
/** A gate in the bakes is open from the beginning of the shift, and so for longer than the bakes last. */
const from = { before: '', during: ' from the beginning of the shift', after: '' };
const stages = { before: 'before the shift', during: 'in the bakes', after: 'after the shift' };

/** Who decided what, when and why; and what waits for whom. */
export function Gates() {
  const known = gates.value;
  return (
    <Card
      title="Who decided"
      name="gates"
      note={known.length === 0 ? undefined : `${known.length} gates`.replace(/^1 gates/, '1 gate')}
    >
      {known.length === 0 ? (
        <p class="empty">No gate was reached. Nobody was asked.</p>
      ) : (
        <ul class="gates">
          {known.map((gate) => (
            <Gate key={gate.gate} gate={gate} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Gate({ gate }: { readonly gate: GateFact }) {
  const { kind, stage, status, why, since, endedAt, asks, decisions } = gate;
  const tone = status === 'pending' && asks === undefined ? 'plain' : tones[status];
  return (
    <li class={`gate is-${tone}`}>
      <ToneIcon tone={tone} />
      <div>
        <p class="gate-name">
          <b>{kind}</b> {status}{' '}
          <span class="note">
            {stages[stage]}
            {endedAt === undefined ? '' : `, ${spanText(msOf(endedAt) - msOf(since))}${from[stage]}`}
          </span>
        </p>
        {decisions.map(({ verdict, by, name, via, at, reason }) => (
          <p key={at} class="decision">
            {verdict === 'approve' ? 'Approved' : 'Rejected'} by <b title={by}>{name ?? personText(by)}</b>{' '}
            {ways[via] ?? via} at{' '}
            <time dateTime={at} title={fullText(msOf(at))}>
              {clockText(msOf(at))}
            </time>
            {reason === undefined ? '' : `: “${reason}”`}
          </p>
        ))}
        {(decisions.length === 0 || status === 'pending') && <p class="gate-why">{why}</p>}
        {status === 'pending' && <Pending gate={gate} />}
      </div>
    </li>
  );
}

/** What is asked now, of whom, and until when. */
function Pending({ gate: { since, until, asks } }: { readonly gate: GateFact }) {
  const left = useDerived(() => {
    const waited = `waits for ${spanText(figuresAt.value - msOf(since))}`;
    if (until === undefined) return waited;
    const then = asks?.otherwise === undefined ? '' : `, then ${asks.otherwise}`;
    return `${waited}; until ${clockText(msOf(until))} (in ${spanText(msOf(until) - figuresAt.value)}${then})`;
  }, [since, until, asks]);
  return (
    <>
      {asks !== undefined && (
        <p class="gate-asks">
          {asks.question}{' '}
          <span class="note">
            {asks.by === null ? 'Anyone who can prove who they are.' : `Asked: ${asks.by.join(', ')}.`}
          </span>
        </p>
      )}
      <p class="note">{left}</p>
    </>
  );
}
