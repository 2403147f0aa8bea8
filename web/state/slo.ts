import { signal } from '@preact/signals';
import { sloOf } from '../model/budget.ts';

/** No record holds an endpoint's SLO, so whoever looks says it: in the address (`?slo=99.9`) or on the page. It is kept in this browser. */
const name = 'greenlight-slo';

const inAddress = sloOf(new URLSearchParams(location.search).get('slo'));
export const slo = signal(inAddress ?? sloOf(localStorage.getItem(name)));
if (inAddress !== undefined) localStorage.setItem(name, String(inAddress * 100));

/** @param percent `99.9`; what is none forgets it */
export function setSlo(percent: string): void {
  slo.value = sloOf(percent);
  if (slo.value === undefined) localStorage.removeItem(name);
  else localStorage.setItem(name, percent);
}
