import * as z from 'zod';

/** A group of settings. A setting that there is not is told with those that there are. */
function group<S extends z.ZodRawShape>(shape: S) {
  const names = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? `one of ${names}` : `settings such as ${names}`),
  });
}

const text = (expected: string, pattern: RegExp) =>
  z.string({ error: expected }).regex(pattern, { error: expected });

/** Template parameters are joined by commas, so no item may contain one. */
const pattern = text('a text without spaces and commas', /^[^\s,]+$/);
const patterns = z.array(pattern, { error: 'a list of texts' });

const key = text(
  'the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>)',
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
);
const keys = z.array(key, { error: 'a list of ARNs of KMS keys' });

/** IAM's own limits for a role's path and name; `*` stands for anything. */
const role = text("a role's path and name, without the ARN before it", /^[\w+=,.@*-]+(?:\/[\w+=,.@*-]+)*$/);

/** CloudWatch Logs takes only these. */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
const days = `one of ${retentions.join(', ')}`;

const yesOrNo = z.boolean({ error: 'true or false' });

/** Everything that a stage's settings file may say (docs/settings.md). */
export const settingsSchema = group({
  allowed: group({
    images: patterns.min(1, { error: 'at least one image' }).optional(),
    roles: z
      .array(role, { error: 'a list of roles' })
      .min(1, { error: 'at least one role' })
      .default(['greenlight-model-*']),
    webhookHosts: patterns.default([]),
    gateFunctions: text("the beginning of a function's name", /^[\w-]{1,64}$/).default('greenlight-gate-'),
  }).prefault({}),
  addresses: group({
    decisions: yesOrNo.optional(),
    commands: z.enum(['url', 'api'], { error: 'url or api' }).optional(),
  }).prefault({}),
  keys: group({
    endpoints: keys.optional(),
    artifacts: keys.default([]),
    storage: key.optional(),
  }).prefault({}),
  roles: group({
    path: text('a path that begins and ends with /', /^\/(?:[\w+=,.@-]+\/)*$/).default('/'),
    boundary: text(
      'the ARN of a policy (arn:aws:iam::<account>:policy/<name>)',
      /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/,
    ).optional(),
  }).prefault({}),
  tags: z
    .record(
      text('a key of 1 to 128 characters that does not begin with aws:', /^(?!aws:).{1,128}$/i),
      text('a text of at most 256 characters', /^.{0,256}$/),
      { error: 'keys and values' },
    )
    .default({}),
  vpc: group({
    subnets: z
      .array(text('a subnet (subnet-…)', /^subnet-[0-9a-f]+$/), { error: 'a list of subnets' })
      .min(1, { error: 'at least one subnet' }),
    securityGroups: z
      .array(text('a security group (sg-…)', /^sg-[0-9a-f]+$/), { error: 'a list of security groups' })
      .min(1, { error: 'at least one security group' }),
  }).optional(),
  logs: group({ retentionDays: z.literal(retentions, { error: days }).default(30) }).prefault({}),
  reports: group({
    retentionDays: z
      .int({ error: 'a whole number of days' })
      .min(1, { error: 'at least 1' })
      .max(3650, { error: 'at most 3650' })
      .default(400),
  }).prefault({}),
  reservedConcurrency: z
    .int({ error: 'a whole number' })
    .min(0, { error: '0 or more' })
    .max(1000, { error: 'at most 1000' })
    .default(0),
  existing: z
    .array(z.enum(['bucket', 'table'], { error: 'bucket or table' }), { error: '[bucket, table]' })
    .default([]),
});

export type Settings = z.infer<typeof settingsSchema>;
