import type { AlarmState } from './alarm-state.ts';
import type { Measured } from './measured.ts';

/** An alarm with the value that it compares. */
export interface AlarmReading extends AlarmState {
  /**
   * The newest value, of the period that began at `valueAt` (epoch ms); if unreadable, the value that set the
   * alarm off.
   */
  readonly value?: number;
  readonly valueAt?: number;
  readonly threshold?: number;
  readonly measured?: Measured;
}
