import { useEffect } from 'preact/hooks';
import { chosen, rows } from '../state/endpoints.ts';
import { Filters } from './filters.tsx';
import { Row } from './row.tsx';

/** Every endpoint: what serves, what is under way, who waits, how it ended last. */
export function NowView() {
  useEffect(() => {
    document.title = 'Greenlight';
  }, []);
  if (rows.value === undefined) return <p class="loading">Reading the endpoints…</p>;
  return (
    <div class="now">
      <h1 class="unseen">All endpoints</h1>
      <Filters />
      {rows.value.length === 0 && (
        <p class="card empty">
          No endpoint is released to yet. Drop a <code>model.tar.gz</code> into the bucket, or look what is
          missing with <code>npx greenlight doctor --all</code>.
        </p>
      )}
      {rows.value.length > 0 && chosen.value.length === 0 && (
        <p class="card empty">No endpoint is like that.</p>
      )}
      <div class="row-head" aria-hidden="true">
        <span>Endpoint</span>
        <span>Serves</span>
        <span>Under way</span>
        <span>Ended last</span>
      </div>
      <ul class="rows" aria-label="Endpoints">
        {chosen.value.map((row) => (
          <Row key={row.endpoint} row={row} />
        ))}
      </ul>
    </div>
  );
}
