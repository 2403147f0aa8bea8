import { computed, signal } from '@preact/signals';
import type { EndpointRow } from '../../core/dashboard/api.ts';
import { api } from '../api.ts';
import { chosenRows, countsOf, type RowFilter, sortedRows, withSameRows } from '../model/rows.ts';

/** Undefined until they have been read. */
export const rows = signal<readonly EndpointRow[] | undefined>(undefined);
export const rowsAsOf = signal('');
export const search = signal('');
export const filter = signal<RowFilter>('all');

export const counts = computed(() => countsOf(rows.value ?? []));
export const chosen = computed(() => chosenRows(sortedRows(rows.value ?? []), filter.value, search.value));

export async function loadEndpoints(): Promise<void> {
  const { endpoints, asOf } = await api.endpoints();
  rows.value = withSameRows(rows.peek() ?? [], endpoints);
  rowsAsOf.value = asOf;
}
