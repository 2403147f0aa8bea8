import type { KeptReport } from '../records/kept-report.ts';

/** Reports of rollouts that have ended. */
export interface Reports {
  /** Writes both, the recording first. What is there already is replaced. */
  keep(where: KeptReport, report: { readonly recording: string; readonly page: string }): Promise<void>;
}
