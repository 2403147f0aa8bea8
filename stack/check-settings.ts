import type * as z from 'zod';
import { type Problem, shown } from '../core/values/problem.ts';
import { type Settings, settingsSchema } from './settings.ts';

export type Checked =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What to do about a setting that is often written in another way. By field, without numbers of items. */
const fixes: Readonly<Record<string, string>> = {
  'allowed.roles': 'Write what stands behind role/ in its ARN: service-role/AmazonSageMaker-ExecutionRole-*.',
  'allowed.images': 'Write the URI without a scheme; * stands for anything.',
  'allowed.webhookHosts': 'Write the host alone: checks.example.com.',
  'keys.endpoints': "Write the key's ARN: an alias is no resource that IAM knows.",
  'keys.artifacts': "Write the key's ARN: an alias is no resource that IAM knows.",
  'keys.storage': "Write the key's ARN: an alias is no resource that IAM knows.",
  'roles.path': 'Write it like /greenlight/.',
  tags: 'Put numbers, true and false in quotes.',
};

/** Checks what a settings file says, and lists all problems at once. An empty file is `{}`. */
export function checkSettings(value: unknown): Checked {
  const written = value ?? {};
  const parsed = settingsSchema.safeParse(written);
  if (parsed.success) return { ok: true, settings: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, written)) };
}

function problemsOf(issue: z.core.$ZodIssue, written: unknown): Problem[] {
  const { path, message: expected } = issue;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: fieldOf([...path, key]),
      expected,
      got: shown(key),
      fix: 'Correct its name, or remove it.',
    }));
  const fix = fixes[fieldOf(path.filter((part) => typeof part === 'string'))] ?? fixes[String(path[0])];
  return [
    {
      field: fieldOf(path) || 'settings',
      expected: issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? expected) : expected,
      got: shown(at(written, path)),
      ...(fix !== undefined && { fix }),
    },
  ];
}

/** `allowed.roles[0]` */
const fieldOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
