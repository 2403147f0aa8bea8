import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';

/** Form fields as a tree: `Tags.member.1.Key=a` → { Tags: { member: { 1: { Key: 'a' } } } }. */
interface FormTree {
  value?: string;
  readonly children: Map<string, FormTree>;
}

/**
 * An AWS Query request's form fields as the operation's input. Lists come as `Name.member.N` (or `Name.N` where
 * flattened), maps as `Name.entry.N.key/value`; the schema says what is a number, a boolean or a timestamp.
 */
export function decodeQuery(schema: Schema, form: URLSearchParams): Record<string, unknown> {
  const root: FormTree = { children: new Map() };
  for (const [name, value] of form) {
    let node = root;
    for (const part of name.split('.')) {
      const child: FormTree = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  const decoded = decode(NormalizedSchema.of(schema), root);
  return (decoded ?? {}) as Record<string, unknown>;
}

function decode(schema: NormalizedSchema, node: FormTree): unknown {
  if (schema.isStructSchema()) {
    const struct: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const child = node.children.get(member.getMergedTraits().xmlName ?? name);
      if (child !== undefined) struct[name] = decode(member, child);
    }
    return struct;
  }
  if (schema.isListSchema()) {
    const items = schema.getMergedTraits().xmlFlattened ? node : (node.children.get('member') ?? node);
    return numbered(items).map((item) => decode(schema.getValueSchema(), item));
  }
  if (schema.isMapSchema()) {
    const entries = schema.getMergedTraits().xmlFlattened ? node : (node.children.get('entry') ?? node);
    const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
    const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
    return Object.fromEntries(
      numbered(entries).flatMap((entry) => {
        const value = entry.children.get(valueName);
        return value
          ? [[entry.children.get(keyName)?.value ?? '', decode(schema.getValueSchema(), value)]]
          : [];
      }),
    );
  }
  const value = node.value ?? '';
  if (schema.isNumericSchema()) return Number(value);
  if (schema.isBooleanSchema()) return value === 'true';
  if (schema.isTimestampSchema()) return new Date(value);
  if (schema.isBlobSchema()) return Buffer.from(value, 'base64');
  return value;
}

const numbered = (node: FormTree): FormTree[] =>
  [...node.children].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
