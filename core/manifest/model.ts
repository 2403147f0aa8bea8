import * as z from 'zod';
import { duration } from '../values/fields.ts';
import { environment } from './environment.ts';

/** For both of a variant's start-up timeouts: 60 to 3,600 s (API model: ProductionVariant). */
const startup = duration(60, 3600);

const containerExpected = 'a container of the pipeline: its hostname, or its number from 1 to 15';

/** The model container: its image and role, and how long it may take to start. */
export const model = z.strictObject(
  {
    image: z
      .string({ error: 'an image URI' })
      .max(255, { error: 'an image URI of at most 255 characters' })
      .regex(/^\S+$/, { error: 'an image URI without spaces' })
      .meta({
        description: 'Image URI, allowed at deploy time. Inherited: pinned to the digest that serves.',
      })
      .optional(),
    role: z
      .string({ error: 'a role ARN' })
      .max(2048, { error: 'a role ARN of at most 2048 characters' })
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, {
        error: 'a role ARN (arn:aws:iam::<account>:role/<name>)',
      })
      .meta({
        description:
          'The role that SageMaker assumes to read and run the model; must be allowed at deploy time.',
      })
      .optional(),
    environment: environment.optional(),
    container: z
      .union(
        [
          z.string().regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, { error: containerExpected }),
          z
            .int({ error: containerExpected })
            .min(1, { error: containerExpected })
            .max(15, { error: containerExpected }),
        ],
        { error: containerExpected },
      )
      .meta({ description: 'In an inference pipeline: the container that takes the artifact.' })
      .optional(),
    dataDownloadTimeout: startup.optional(),
    startupTimeout: startup.optional(),
  },
  { error: 'fields such as image and role' },
);
