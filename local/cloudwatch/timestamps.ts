/** How CloudWatch writes instants and numbers inside its texts and JSON strings. */

/** `2019-10-02T17:04:40.989+0000`: the offset has no colon. `at` is in epoch milliseconds. */
export const offsetTime = (at: number): string => new Date(at).toISOString().replace('Z', '+0000');

/** `02/10/19 16:59:00` (day first, UTC), as state reasons name a datapoint's period. */
export const reasonTime = (at: number): string => {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
};

/** A number as Java prints a double, which state reasons show: 1 → `1.0`, 12345678 → `1.2345678E7`. */
export const javaDouble = (value: number): string => {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) {
    return Number.isInteger(value) ? value.toFixed(1) : String(value);
  }
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
};
