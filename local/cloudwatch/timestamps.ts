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

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `Friday 22 July, 2022 15:57:45 UTC`, as composite alarms' reasons name an instant (epoch milliseconds). */
export const spelledTime = (at: number): string => {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const month = months[date.getUTCMonth()];
  const time = date.toISOString().slice(11, 19);
  return `${weekdays[date.getUTCDay()]} ${day} ${month}, ${date.getUTCFullYear()} ${time} UTC`;
};
