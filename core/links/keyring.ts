import * as z from 'zod';

/** A key shorter than the hash's 32 bytes would be its weak point (RFC 2104). Base64 writes 32 bytes in 43 or 44. */
const keyPattern = /^[A-Za-z0-9+/_-]{43,}={0,2}$/;

/**
 * The keys that links are signed with, as the secret holds them: `{"current": "k2", "keys": {"k1": "…", "k2": "…"}}`.
 * To rotate: add a key, make it current, and take the old one out when its last link has expired.
 */
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
