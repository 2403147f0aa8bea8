import * as z from 'zod';

/** The variant that takes the artifact, and its instances. */
export const fleet = z
  .strictObject(
    {
      variant: z
        .string({ error: 'a variant name' })
        .regex(/^(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/, {
          error: 'a variant name (letters, digits, inner hyphens, at most 63)',
        })
        .meta({
          description: 'The variant that takes the artifact, where the variants have different models.',
        })
        .optional(),
      instanceType: z
        .string({ error: 'an instance type such as ml.m5.large' })
        .regex(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/, { error: 'an instance type such as ml.m5.large' })
        .optional(),
      instanceCount: z
        .int({ error: 'a whole number of instances' })
        .min(1, { error: 'at least 1 instance' })
        .meta({
          description: 'For creating the endpoint. An update keeps the current count, unless resize is true.',
        })
        .optional(),
      resize: z
        .boolean({ error: 'true or false' })
        .meta({
          description: 'Whether an update brings the fleet to instanceCount, whatever autoscaling has set.',
        })
        .default(false),
    },
    { error: 'fields such as instanceType and instanceCount' },
  )
  .refine((fleet) => !fleet.resize || fleet.instanceCount !== undefined, {
    path: ['instanceCount'],
    error: 'the number of instances to resize to',
  });
