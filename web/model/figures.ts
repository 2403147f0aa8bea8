/** Numbers for people. */

// Made once: making one takes longer than a hundred numbers do.
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

/** `1,284`: grouped, without a fraction. */
export const grouped = (value: number): string => whole.format(value);

/** Three figures that count: `0.0123`, `4.6`, `1,240`. */
export const short = (value: number): string => fine.format(Number(value.toPrecision(3)));

/** A part of a whole: `1.2 %`; never `0 %` or `100 %` where it is neither. */
export function percentText(part: number, of: number): string {
  if (of === 0) return '–';
  const percent = (100 * part) / of;
  if (percent > 0 && percent < 0.01) return '< 0.01 %';
  if (percent < 100 && percent > 99.99) return '> 99.99 %';
  return `${Number(percent.toPrecision(percent < 1 ? 2 : 3))} %`;
}

/** 1234 bytes → `1.2 KiB` */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${short(bytes / 1024 ** power)} ${units[power]}`;
}
