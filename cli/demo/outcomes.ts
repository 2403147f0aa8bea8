import type { Report } from '../output/output.ts';

export type OutcomeReport = Extract<Report, { type: 'outcome' }>;

/** Collects announced outcomes, and lets the story wait for the outcome of a release. */
export class Outcomes {
  readonly all: OutcomeReport[] = [];
  readonly #waiting = new Map<string, (outcome: OutcomeReport) => void>();

  add(outcome: OutcomeReport): void {
    this.all.push(outcome);
    this.#waiting.get(outcome.release)?.(outcome);
  }

  of(release: string): Promise<OutcomeReport> {
    const known = this.all.find((outcome) => outcome.release === release);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => this.#waiting.set(release, resolve));
  }
}
