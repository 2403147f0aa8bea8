/** A seeded source of chance: the same seed gives the same ids, routes and loads, so any run can be replayed. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** `length` hexadecimal digits, lower case. */
  hex(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

/** mulberry32: small, fast and good enough for routing and ids; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  /** 32 bits. */
  const bits = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const next = (): number => bits() / 2 ** 32;
  // A draw for each digit, of which the highest bits are one; up to eight digits at a time become text.
  const hex = (length: number): string => {
    let digits = '';
    for (let left = length; left > 0; left -= 8) {
      const count = Math.min(left, 8);
      let value = 0;
      for (let drawn = 0; drawn < count; drawn += 1) value = value * 16 + (bits() >>> 28);
      digits += value.toString(16).padStart(count, '0');
    }
    return digits;
  };
  const uuid = (): string =>
    `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + (bits() >>> 30)).toString(16)}${hex(3)}-${hex(12)}`;
  return { next, hex, uuid };
}
