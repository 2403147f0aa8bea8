/** A read that waits for others of the same moment. */
interface Asked<K, V> {
  readonly key: K;
  readonly resolve: (value: V) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A read of one thing, such that all that are asked for at the same moment, without waiting for one another, become one
 * call. None is older than the moment at which it was asked for.
 *
 * @param readAll gives the values of the keys in their order
 * @param most how many keys a call takes
 */
export function gatheredReads<K, V>(
  readAll: (keys: readonly K[]) => Promise<readonly V[]>,
  most: number,
): (key: K) => Promise<V> {
  let asked: Asked<K, V>[] = [];
  const flush = async (): Promise<void> => {
    const now = asked;
    asked = [];
    for (let start = 0; start < now.length; start += most) {
      const some = now.slice(start, start + most);
      try {
        const values = await readAll(some.map(({ key }) => key));
        for (const [index, { resolve }] of some.entries()) resolve(values[index] as V);
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
  };
  return (key) =>
    new Promise<V>((resolve, reject) => {
      if (asked.length === 0) queueMicrotask(() => void flush());
      asked.push({ key, resolve, reject });
    });
}
