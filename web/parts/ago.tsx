import { fullText, msOf, spanText } from '../model/time.ts';
import { now } from '../state/session.ts';
import { useDerived } from './use-derived.ts';

/** `12m ago`, with the instant itself to be had by pointing at it. Only its text changes as time goes by. */
export function Ago({ at, suffix = ' ago' }: { readonly at: string; readonly suffix?: string }) {
  const text = useDerived(() => `${spanText(now.value - msOf(at))}${suffix}`, [at, suffix]);
  return (
    <time dateTime={at} title={fullText(msOf(at))}>
      {text}
    </time>
  );
}
