import type { AlarmState } from './alarm-state-change.ts';
import { offsetTime, spelledTime } from './timestamps.ts';

/** An alarm whose state a composite's rule looked at. */
export interface ChildState {
  readonly arn: string;
  readonly state: AlarmState;
}

/** What had a composite's rule evaluated. */
export type CompositeTrigger =
  | { readonly kind: 'created' | 'updated'; readonly arn: string }
  | { readonly kind: 'child'; readonly child: ChildState };

/** Why a composite alarm is in a state (AWS: "Alarm events and EventBridge", samples for composite alarms). */
export function compositeReason(trigger: CompositeTrigger, value: AlarmState['value']): string {
  switch (trigger.kind) {
    case 'created':
    case 'updated':
      return `${trigger.arn} was ${trigger.kind} and its alarm rule evaluates to ${value}`;
    case 'child': {
      const { arn, state } = trigger.child;
      return `${arn} transitioned to ${state.value} at ${spelledTime(state.since)}`;
    }
  }
}

/** The same for machines: the child that changed, or all of them after the composite itself did. */
export const compositeReasonData = (triggering: readonly ChildState[]): string =>
  JSON.stringify({
    triggeringAlarms: triggering.map(({ arn, state }) => ({
      arn,
      state: { value: state.value, timestamp: offsetTime(state.since) },
    })),
  });
