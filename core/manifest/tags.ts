import * as z from 'zod';
import { isReservedTag, mostTags } from '../own-tags.ts';

/** Letters, digits, spaces and `_.:/=+-@`, in any script (API model of SageMaker: TagKey, TagValue). */
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const characters = 'letters, digits, spaces and _.:/=+-@';

/** Tags of what a release makes, beside Greenlight's own. */
export const tags = z
  .record(
    z.string(),
    z
      .string({ error: 'text (quote numbers and booleans)' })
      .max(256, { error: 'at most 256 characters' })
      .regex(tagText, { error: `a text of ${characters}` }),
    { error: 'names with text values' },
  )
  .refine((written) => Object.keys(written).length <= mostTags, { error: `at most ${mostTags} tags` })
  .superRefine((written, context) => {
    for (const key of Object.keys(written)) {
      const message = keyFault(key);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [key], message });
    }
  })
  .meta({
    description: 'Tags of the models and endpoint configs that releases make, and of a new endpoint.',
  });

/** What was expected of a tag's name, if it cannot be one. */
function keyFault(key: string): string | undefined {
  if (isReservedTag(key)) return 'a name that begins neither with aws: nor greenlight:';
  if (key === '' || key.length > 128) return 'a name of 1 to 128 characters';
  return tagText.test(key) ? undefined : `a name of ${characters}`;
}
