/** A seeded source of chance: the same seed gives the same ids, routes and loads, so any run can be replayed. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** `length` hexadecimal digits, lower case. */
  hex(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

const hexDigits = '0123456789abcdef';

/** mulberry32: small, fast and good enough for routing and ids; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (length: number): string => {
    let digits = '';
    while (digits.length < length) digits += hexDigits[Math.floor(next() * 16)];
    return digits;
  };
  const uuid = (): string =>
    `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + Math.floor(next() * 4)).toString(16)}${hex(3)}-${hex(12)}`;
  return { next, hex, uuid };
}
