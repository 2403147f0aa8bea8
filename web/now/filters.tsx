import type { RowFilter } from '../model/rows.ts';
import { Ago } from '../parts/ago.tsx';
import { chosen, counts, filter, rowsAsOf, search } from '../state/endpoints.ts';

const filters: readonly (readonly [RowFilter, string])[] = [
  ['all', 'All'],
  ['asks', 'Waiting for somebody'],
  ['running', 'Under way'],
  ['trouble', 'In trouble'],
];

export function Filters() {
  return (
    <search class="filters">
      <label class="search">
        <span class="unseen">Search endpoints</span>
        <input
          id="search"
          type="search"
          placeholder="Search: endpoint, version, outcome, person …"
          autocomplete="off"
          spellcheck={false}
          value={search}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value;
          }}
        />
        <span class="key-hint" aria-hidden="true">
          /
        </span>
      </label>
      <fieldset class="filter-buttons">
        <legend class="unseen">Show</legend>
        {filters.map(([one, name]) => (
          <button
            key={one}
            type="button"
            class={`filter is-${one}`}
            aria-pressed={filter.value === one}
            onClick={() => {
              filter.value = one;
            }}
          >
            {name} <b>{counts.value[one]}</b>
          </button>
        ))}
      </fieldset>
      <span class="note">
        <span role="status">
          {chosen.value.length} of {counts.value.all} shown
        </span>
        {rowsAsOf.value !== '' && (
          <>
            , read <Ago at={rowsAsOf.value} />
          </>
        )}
      </span>
    </search>
  );
}
