import { styleText } from 'node:util';
import { type GreenMinute, greenMinutes, type ShiftPhase } from '../../core/risk/green-minutes.ts';
import type { Risk } from '../../core/risk/risk-of.ts';

/** What a model does under one way to shift. */
export interface PicturedModel {
  readonly model: string;
  /** Undefined where nothing would notice it, or that is not known: then `why` says so. */
  readonly risk?: Pick<Risk, 'minutes' | 'latest'>;
  readonly why?: string;
}

export interface PicturedShift {
  readonly title: string;
  readonly phases: readonly ShiftPhase[];
  readonly models: readonly PicturedModel[];
}

export interface RiskCharset {
  /** The share of the traffic, by eighths. */
  readonly shares: string;
  /** Until half of the models of this kind are taken back, and from then on until 95 % are. */
  readonly until: string;
  readonly later: string;
}
export const drawnRisk: RiskCharset = { shares: '▁▂▃▄▅▆▇█', until: '█', later: '░' };
export const asciiRisk: RiskCharset = { shares: '12345678', until: '#', later: '-' };

const labelWidth = 12;
/** ` mostly not` */
const wordWidth = 11;

/**
 * Ways to shift, all on one axis of time that begins with the new fleet's first request: its share of the traffic, and how long each
 * model stays before it is noticed. No wider than `columns`.
 */
export function riskPicture(
  shifts: readonly PicturedShift[],
  columns: number,
  charset: RiskCharset,
): string[] {
  const shown = shifts.map((shift) => ({ ...shift, minutes: greenMinutes(shift) }));
  const longest = Math.max(1, ...shown.map(({ minutes }) => minutes.length));
  // What goes on to the end is told in a word behind it.
  const width = Math.max(20, Math.min(longest, columns - labelWidth - wordWidth));
  const columnOf = (minute: number) => Math.max(1, Math.round((minute / longest) * width));
  const row = (name: string, text: string) => `${`  ${name}`.padEnd(labelWidth)}${text}`.trimEnd();
  return shown.flatMap(({ title, minutes, models }) => {
    const end = columnOf(minutes.length);
    return [
      styleText('dim', `${title}: ${minutes.length} min`),
      row('share', shareCells(minutes, end, charset)),
      ...models.map(({ model, risk, why }) =>
        row(model, why ?? bar(risk ?? { minutes: undefined, latest: undefined }, end, columnOf, charset)),
      ),
    ];
  });
}

function shareCells(minutes: readonly GreenMinute[], width: number, { shares }: RiskCharset): string {
  return Array.from({ length: width }, (_, column) => {
    const at = Math.min(minutes.length - 1, Math.floor(((column + 0.5) / width) * minutes.length));
    const share = minutes[at]?.share ?? 0;
    return shares[Math.max(0, Math.min(7, Math.ceil(share * 8) - 1))] ?? '';
  }).join('');
}

function bar(
  { minutes, latest }: Pick<Risk, 'minutes' | 'latest'>,
  end: number,
  columnOf: (minute: number) => number,
  { until, later }: RiskCharset,
): string {
  const half = minutes === undefined ? end : columnOf(minutes);
  const most = latest === undefined ? end : columnOf(latest);
  const rest = later.repeat(Math.max(0, most - half));
  const word = minutes === undefined ? ' mostly not' : ` ${minutes} min`;
  return until.repeat(half) + rest + word;
}
