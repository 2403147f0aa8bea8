import type { AlarmState } from './alarm-state.ts';
import type { Measured } from './measured.ts';

/** An alarm with what it goes by. */
export interface AlarmReading extends AlarmState {
  /** Its newest, of the period that began at `valueAt` (epoch ms); where that can't be read, what set it off, then. */
  readonly value?: number;
  readonly valueAt?: number;
  readonly threshold?: number;
  readonly measured?: Measured;
}
