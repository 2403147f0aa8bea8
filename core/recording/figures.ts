import { epochMsOf, type Instant } from '../values/instant.ts';
import type { Facts } from './facts.ts';
import type { FleetPeriod, Recording } from './recording.ts';

/** What both fleets did together since the shift began, in whole periods. */
export interface FleetFigures {
  readonly green: FleetPeriod['green'];
  readonly blue: FleetPeriod['blue'];
  /** How long green has had requests. */
  readonly greenSeconds: number;
}

/**
 * The sums of both fleets since the shift began, in the periods that were over at `at`. Undefined where nothing is known, or
 * the shift has not begun.
 */
export function figuresAt(
  { traffic, facts }: { readonly traffic: Recording['traffic']; readonly facts: Pick<Facts, 'phases'> },
  at: Instant,
): FleetFigures | undefined {
  const { shifting } = facts.phases;
  if (traffic.kind === 'unknown' || shifting === undefined) return undefined;
  // Hours have hundreds of periods, and a page asks for each: instants are read once.
  const [began, until] = [epochMsOf(shifting), epochMsOf(at)];
  if (began > until) return undefined;
  const period = traffic.periodSeconds * 1000;
  const past = traffic.periods.filter((one) => one.at + period <= until && one.at + period > began);
  const sum = (fleet: 'green' | 'blue'): FleetPeriod['green'] => ({
    requests: past.reduce((total, one) => total + one[fleet].requests, 0),
    errors5xx: past.reduce((total, one) => total + one[fleet].errors5xx, 0),
    errors4xx: past.reduce((total, one) => total + one[fleet].errors4xx, 0),
  });
  return {
    green: sum('green'),
    blue: sum('blue'),
    greenSeconds: past.filter(({ green }) => green.requests > 0).length * traffic.periodSeconds,
  };
}

/** `1,284 requests, 16 ended 5xx (1.25 %), 3 4xx` */
export function figuresText({ requests, errors5xx, errors4xx }: FleetPeriod['green']): string {
  const whole = (value: number) => Math.round(value).toLocaleString('en-US');
  const part = requests === 0 ? '' : ` (${Number(((100 * errors5xx) / requests).toPrecision(3))} %)`;
  return `${whole(requests)} requests, ${whole(errors5xx)} ended 5xx${part}${errors4xx === 0 ? '' : `, ${whole(errors4xx)} 4xx`}`;
}
