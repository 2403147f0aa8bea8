import { createHash } from 'node:crypto';
import * as z from 'zod';

/**
 * A key shorter than the hash's 32 bytes would weaken it (RFC 2104). 32 bytes are 43 or 44 characters in
 * base64.
 */
const keyPattern = /^[A-Za-z0-9+/_-]{43,}={0,2}$/;

/** The keys for signing links: the newest, and older ones whose links may still be in use. */
export const keyringSchema = z
  .object({
    current: z.string(),
    keys: z.record(
      z.string().regex(/^[A-Za-z0-9-]{1,32}$/, 'a key id: letters, digits and hyphens, at most 32'),
      z.string().regex(keyPattern, 'at least 32 random bytes in base64'),
    ),
  })
  .refine(({ current, keys }) => Object.hasOwn(keys, current), {
    path: ['current'],
    error: 'the id of one of the keys',
  });
export type Keyring = z.infer<typeof keyringSchema>;

/**
 * The keyring of a secret's accepted values, the newest first. A key's id is its hash, so a rotated secret
 * needs no separate list of keys.
 *
 * @param secrets at least 43 characters of base64 each
 * @throws ZodError if the list is empty, or a secret is too short
 */
export function keyringOf(secrets: readonly string[]): Keyring {
  const ids = secrets.map((secret) => createHash('sha256').update(secret).digest('hex').slice(0, 8));
  return keyringSchema.parse({
    current: ids[0] ?? '',
    keys: Object.fromEntries(secrets.map((secret, at) => [ids[at], secret])),
  });
}
