/** A sample of how a fleet is drawn: green whole, blue hatched and dashed. */
export const FleetMark = ({ fleet }: { readonly fleet: 'green' | 'blue' | 'planned' }) => (
  <i class={`fleet-mark is-${fleet}`} aria-hidden="true" />
);
