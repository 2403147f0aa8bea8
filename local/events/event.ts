import type { LocalContext } from '../context.ts';
import type { EventDraft } from '../ports.ts';

/** An event as rules match it and targets receive it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds, UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** `draft` in its envelope, as plain JSON data. `at` is in epoch milliseconds. */
export function enveloped(context: LocalContext, draft: EventDraft, at: number): BusEvent {
  const event: BusEvent = {
    version: '0',
    id: context.random.uuid(),
    'detail-type': draft.detailType,
    source: draft.source,
    account: context.account,
    time: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: context.region,
    resources: draft.resources ?? [],
    detail: draft.detail,
  };
  return JSON.parse(JSON.stringify(event));
}
