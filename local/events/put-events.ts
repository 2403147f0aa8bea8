import type {
  PutEventsCommandInput,
  PutEventsRequestEntry,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { EventDraft } from '../ports.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { requireDefaultBus } from './bus.ts';
import { isObject } from './matcher.ts';

/** AWS: "the total entry size must be less than 1MB" (PutEvents, since 2026; it was 256 KB before). */
const largestRequest = 1024 * 1024;

/** A checked entry: an event to emit at an instant of its own, if it names one, or the error to answer with. */
export type CheckedEntry =
  | { readonly ok: true; readonly draft: EventDraft; readonly at: number | undefined }
  | { readonly ok: false; readonly answer: PutEventsResultEntry };

/**
 * Checks a PutEvents request, entry by entry.
 *
 * @throws AwsError `ValidationException` for the request as a whole: no entries, more than 10, too large
 */
export function checkedEntries(input: PutEventsCommandInput): readonly CheckedEntry[] {
  const entries = input.Entries ?? [];
  if (input.EndpointId !== undefined) throw notCovered('events PutEvents with EndpointId');
  if (entries.length < 1 || entries.length > 10) {
    const bound = entries.length < 1 ? 'greater than or equal to 1' : 'less than or equal to 10';
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${entries.length} entries' at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  if (entries.reduce((size, entry) => size + sizeOf(entry), 0) > largestRequest) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  return entries.map((entry) => {
    requireDefaultBus(entry.EventBusName);
    if (entry.TraceHeader !== undefined) throw notCovered('events PutEvents with TraceHeader');
    return checkedEntry(entry);
  });
}

function checkedEntry(entry: PutEventsRequestEntry): CheckedEntry {
  for (const member of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[member]) {
      const reason = `Parameter ${member} is not valid. Reason: ${member} is a required argument.`;
      return refused('InvalidArgument', reason);
    }
  }
  const source = entry.Source as string;
  if (source.startsWith('aws.')) {
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  const detail = detailOf(entry.Detail as string);
  if (detail === undefined) return refused('MalformedDetail', 'Detail is malformed.');
  const draft = { source, detailType: entry.DetailType as string, detail, resources: entry.Resources ?? [] };
  return { ok: true, draft, at: entry.Time?.getTime() };
}

const refused = (code: string, message: string): CheckedEntry => ({
  ok: false,
  answer: { ErrorCode: code, ErrorMessage: message },
});

/** AWS counts 14 bytes for Time and the UTF-8 bytes of the texts. */
const sizeOf = (entry: PutEventsRequestEntry): number =>
  [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])].reduce(
    (size, text) => size + Buffer.byteLength(text ?? ''),
    entry.Time === undefined ? 0 : 14,
  );

function detailOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}
