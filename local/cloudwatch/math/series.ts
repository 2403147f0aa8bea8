/** One value a period, the oldest first; undefined where there is none. */
export type Points = readonly (number | undefined)[];

/** A time series and the metric it comes from, which labels it where several are the result. */
export interface Series {
  readonly id: string;
  readonly points: Points;
}

export type MathValue =
  | { readonly kind: 'scalar'; readonly value: number | undefined }
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'array'; readonly all: readonly Series[] };

export const scalar = (value: number | undefined): MathValue => ({
  kind: 'scalar',
  value: value !== undefined && Number.isFinite(value) ? value : undefined,
});

export const isPresent = (value: number | undefined): value is number => value !== undefined;

/** `value` with `change` made to each of its time series; the id stays. */
export function mapped(value: MathValue, change: (points: Points) => Points): MathValue {
  const changed = ({ id, points }: Series): Series => ({ id, points: change(points) });
  switch (value.kind) {
    case 'scalar':
      return value;
    case 'series':
      return { kind: 'series', series: changed(value.series) };
    case 'array':
      return { kind: 'array', all: value.all.map(changed) };
  }
}

/** The time series in `value`: none in a number, one, or all of an array. */
export function seriesOf(value: MathValue): readonly Series[] {
  switch (value.kind) {
    case 'scalar':
      return [];
    case 'series':
      return [value.series];
    case 'array':
      return value.all;
  }
}
