import * as z from 'zod';
import { parseDuration } from './duration.ts';
import { parseStep } from './step.ts';

/**
 * The manifest `models/<endpoint>/greenlight.yaml` (design §4). Every error text says what was *expected*; the
 * parser adds where, and what came. Limits are AWS's (API model of CreateEndpointConfig and UpdateEndpoint).
 */

/** A duration within AWS's limits for the field, in seconds. */
const duration = (min: number, max: number, range: string) =>
  z.string({ error: `a duration such as 5m, ${range}` }).transform((text, context) => {
    const seconds = parseDuration(text);
    if (seconds !== undefined && seconds >= min && seconds <= max) return seconds;
    context.addIssue({ code: 'custom', message: `a duration such as 5m, ${range}` });
    return z.NEVER;
  });

const bake = duration(0, 3600, 'from 0s to 1h');
const timeout = duration(600, 28_800, 'from 10m to 8h');
const startup = duration(60, 3600, 'from 1m to 1h');

const step = z.string({ error: 'a step such as 20% or 1 instance' }).transform((text, context) => {
  const size = parseStep(text);
  if (size !== undefined) return size;
  context.addIssue({ code: 'custom', message: 'a step such as 20% or 1 instance' });
  return z.NEVER;
});

/** 1,024 bytes for a key or value, 100 entries (ContainerDefinition.Environment). */
const environment = z
  .record(
    z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$/, { error: 'a variable name (letters, digits, "_")' }),
    z.string({ error: 'text (quote numbers and booleans)' }).max(1024, { error: 'at most 1024 characters' }),
    { error: 'variable names with text values' },
  )
  .refine((variables) => Object.keys(variables).length <= 100, { error: 'at most 100 variables' });

const model = z.strictObject(
  {
    image: z
      .string({ error: 'an image URI' })
      .max(255, { error: 'an image URI of at most 255 characters' })
      .regex(/^\S+$/, { error: 'an image URI without spaces' })
      .optional(),
    role: z
      .string({ error: 'a role ARN' })
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, {
        error: 'a role ARN (arn:aws:iam::<account>:role/<name>)',
      })
      .optional(),
    environment: environment.optional(),
    dataDownloadTimeout: startup.optional(),
    startupTimeout: startup.optional(),
  },
  { error: 'fields such as image and role' },
);

const fleet = z.strictObject(
  {
    variant: z
      .string({ error: 'a variant name' })
      .regex(/^(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/, {
        error: 'a variant name (letters, digits, inner hyphens, at most 63)',
      })
      .optional(),
    instanceType: z
      .string({ error: 'an instance type such as ml.m5.large' })
      .regex(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/, { error: 'an instance type such as ml.m5.large' })
      .optional(),
    instanceCount: z
      .int({ error: 'a whole number of instances' })
      .min(1, { error: 'at least 1 instance' })
      .optional(),
  },
  { error: 'fields such as instanceType and instanceCount' },
);

const rollout = z.discriminatedUnion(
  'strategy',
  [
    z.strictObject({
      strategy: z.literal('all-at-once'),
      finalBake: bake.optional(),
      timeout: timeout.optional(),
    }),
    z.strictObject({
      strategy: z.literal('canary'),
      step,
      bake,
      finalBake: bake.optional(),
      timeout: timeout.optional(),
    }),
    z.strictObject({
      strategy: z.literal('linear'),
      step,
      bake,
      finalBake: bake.optional(),
      timeout: timeout.optional(),
    }),
  ],
  { error: 'a strategy: all-at-once, canary or linear' },
);

const alarm = z.strictObject(
  {
    name: z
      .string({ error: 'the name of a CloudWatch alarm' })
      .min(1, { error: 'the name of a CloudWatch alarm' })
      .max(255, { error: 'an alarm name of at most 255 characters' })
      .regex(/\S/, { error: 'an alarm name that is not blank' }),
    on: z.enum(['rollback', 'notify'], { error: 'rollback or notify' }).default('rollback'),
  },
  { error: 'an alarm with a name' },
);

export const manifestSchema = z.strictObject(
  {
    model: model.optional(),
    fleet: fleet.optional(),
    rollout: rollout.optional(),
    alarms: z.array(alarm, { error: 'a list of alarms' }).default([]),
  },
  { error: 'a manifest with model, fleet, rollout and alarms' },
);

export type Manifest = z.infer<typeof manifestSchema>;
export type RolloutPolicy = NonNullable<Manifest['rollout']>;
export type ManifestAlarm = Manifest['alarms'][number];
