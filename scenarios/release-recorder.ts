import type { EndpointSnapshot } from '../local/sagemaker/snapshot.ts';
import { type Concluded, problemText } from './release-messages.ts';
import type { ReleaseNames } from './release-names.ts';
import type { ReleaseObserver } from './release-observer.ts';
import type { Entry, RecordedOutcome, RecordedSnapshot, ReleaseRecord } from './release-record.ts';
import type { ReleaseStep } from './release-step.ts';
import type { ReleaseWorld } from './release-world.ts';

/** Records what happens from the story's start on, in the story's own names. */
export class Recorder {
  readonly #world: ReleaseWorld;
  readonly #witness: ReleaseObserver;
  readonly #labels: ReleaseNames;
  /** The story's endpoint. */
  readonly #about: string;
  readonly #start: number;
  readonly #entries: Entry[] = [];
  readonly #surprises: string[] = [];
  /** How many records there were before the start. */
  readonly #before: {
    readonly told: number;
    readonly events: number;
    readonly endings: number;
    calls: number;
  };
  #endpoint = '';

  constructor(world: ReleaseWorld, witness: ReleaseObserver, labels: ReleaseNames, endpoint: string) {
    this.#world = world;
    this.#about = endpoint;
    this.#witness = witness;
    this.#labels = labels;
    this.#start = world.clock.now();
    this.#before = {
      told: world.told.length,
      events: world.events.length,
      endings: witness.endings.length,
      calls: witness.invocations.length,
    };
    world.aws.onEvent(({ source, detail, 'detail-type': type }) => {
      if (type === 'CloudWatch Alarm State Change') {
        this.#note('alarm', `${detail.alarmName} ${(detail.state as { value: string }).value}`);
      } else if (source === 'greenlight' && typeof detail.phase === 'string') {
        this.#note('rollout', announcementText(detail));
      }
    });
    world.aws.onEndpointChange((snapshot) => {
      const text = endpointText(snapshot);
      if (text !== this.#endpoint) this.#note('endpoint', text);
      this.#endpoint = text;
    });
    world.aws.onNotice(({ body }) => {
      const { content } = JSON.parse(body);
      if (content !== undefined) this.#note('told', String(content.title).replace(/^:\w+: /, ''));
    });
  }

  step(step: ReleaseStep): void {
    this.#note('step', stepText(step));
  }

  surprise(text: string): void {
    this.#surprises.push(text);
  }

  /** Everything recorded, once every rollout has ended. */
  async end(
    looks: readonly RecordedSnapshot[],
    kept: Pick<ReleaseRecord, 'reports' | 'letters'>,
  ): Promise<Omit<ReleaseRecord, 'violations' | 'reached'>> {
    const { told, events, endings, calls } = this.#before;
    const name = (text: string) => this.#labels.told(text);
    const announced = this.#world.events.slice(events).filter(({ source }) => source === 'greenlight');
    const ofPhase = (phase: string) =>
      announced.filter(({ detail }) => detail.phase === phase).map(({ detail }) => detail);
    const steps = this.#witness.steps.filter(
      (step) => step.endpointName === this.#about && step.at >= this.#start,
    );
    const ended = onceEach(this.#witness.endings.slice(endings).map(({ concluded }) => concluded));
    const records = await this.#world.ledger();
    return {
      entries: this.#entries.map((entry) => ({ ...entry, text: name(entry.text) })),
      outcomes: ended.map((concluded) =>
        this.#outcomeOf(
          concluded,
          records.find(({ sk }) => sk === `rollout#${concluded.rollout}`),
        ),
      ),
      looks,
      told: this.#world.told
        .slice(told)
        .map(({ phase, thread }) => (name(thread) === thread ? phase : `${phase} ${name(thread)}`)),
      drifts: ofPhase('drift').map((detail) => name(`${detail.what}: ${detail.from} → ${detail.to}`)),
      misplaced: ofPhase('misplaced').map(({ artifact }) => (artifact as { key: string }).key),
      calls: countsOf(
        this.#witness.invocations.slice(calls).map(({ functionName, calls: made }) => ({
          by: functionName.replace('greenlight-local-', ''),
          operations: made.map(({ operation }) => operation),
        })),
      ),
      leastServing: Math.min(
        ...steps.map(({ fleets }) => fleets.reduce((sum, { active }) => sum + active, 0)),
      ),
      served: [
        ...new Set(
          steps.flatMap(({ fleets }) =>
            fleets.filter(({ share }) => share > 0).map(({ configName }) => name(configName)),
          ),
        ),
      ],
      reports: Object.fromEntries(
        Object.entries(kept.reports).map(([rollout, text]) => [name(rollout), name(text)]),
      ),
      letters: kept.letters.map(name),
      surprises: this.#surprises.map(name),
      events: this.#world.events.slice(events),
      lasted: this.#world.clock.now() - this.#start,
    };
  }

  #outcomeOf(concluded: Concluded, record: Readonly<Record<string, unknown>> | undefined): RecordedOutcome {
    const name = (text: string) => this.#labels.told(text);
    const { rollout, problems, breaches } = concluded;
    const aftermath = record?.aftermath as { status: string; serving: string | null } | undefined;
    return {
      of: name(rollout),
      is: concluded.outcome,
      at: (Date.parse(concluded.at) - this.#start) / 1000,
      cause: name(concluded.cause),
      problems: problems.map((problem) => name(problemText(problem))),
      warned: this.#world.told
        .filter(({ thread, phase }) => thread === rollout && phase === 'shifting')
        .flatMap(({ description }) => description.split('\n'))
        .filter((line) => line.startsWith('• '))
        .map((line) => name(line.slice(2))),
      breaches: breaches.map((breach) => name(breach.name)),
      phases: this.#world
        .phasesOf(rollout)
        .filter((phase) => !['alarm', 'concluded', 'aftermath'].includes(phase)),
      urgent: concluded.urgent,
      offers: (concluded.nextSteps ?? []).map(({ text, command, url }) =>
        name([text, command ?? url].filter((part) => part !== undefined).join(': ')),
      ),
      start: (record?.start as { kind: string } | undefined)?.kind ?? 'none',
      aftermath: aftermath && { status: aftermath.status, serves: name(aftermath.serving ?? 'none') },
      transitions: this.#world.aws.transitions(this.#world.executionArn(rollout)),
    };
  }

  #note(what: Entry['what'], text: string): void {
    this.#entries.push({ at: (this.#world.clock.now() - this.#start) / 1000, what, text });
  }
}

/** A function that was killed while it told an end tells it again. Only the first one counts. */
const onceEach = (endings: readonly Concluded[]): Concluded[] =>
  endings.filter(({ rollout }, index) => endings.findIndex((other) => other.rollout === rollout) === index);

/** `{ 'DescribeEndpoint': 3, 'shiftTraffic DescribeEndpoint': 1 }` */
function countsOf(
  invocations: readonly { readonly by: string; readonly operations: readonly string[] }[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { by, operations } of invocations) {
    for (const operation of operations) {
      for (const key of [operation, `${by} ${operation}`]) counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}

/** `Updating: v1 2 of 2 serving 60 %, v2 1 of 2 serving 40 %` */
function endpointText({ endpointName, status, fleets }: EndpointSnapshot): string {
  const parts = fleets.map(
    ({ configName, instances, active, share }) =>
      `${configName} ${active} of ${instances} serving ${Math.round(share * 1000) / 10} %`,
  );
  return `${endpointName} ${status}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

function announcementText(detail: Readonly<Record<string, unknown>>): string {
  const { phase, rollout, outcome, cause, what, from, to, endpoint: about, artifact } = detail;
  switch (phase) {
    case 'concluded':
      return `${rollout} ${outcome}: ${cause}`;
    case 'drift':
      return `${about} drift, ${what}: ${from} → ${to}`;
    case 'misplaced':
      return `misplaced ${(artifact as { key: string }).key}`;
    case 'defaults':
      return `defaults, ${detail.status}`;
    case 'manifest':
      return `${about} manifest, ${detail.status}: ${detail.why}`;
    case 'alarm':
      return `${about} alarm during ${rollout ?? 'no rollout'}`;
    case 'aftermath':
      return `${rollout} aftermath: ${detail.status} on ${detail.serving}`;
    default:
      return `${rollout} ${phase}`;
  }
}

/** Values that a step's text omits: unset ones and defaults. */
const unsaid: readonly unknown[] = [undefined, false, '', 'model', 'newest', 'yaml'];

/** `upload v2, as broken` */
function stepText({ kind, does }: ReleaseStep): string {
  const { [kind]: what, ...more } = does as Record<string, unknown>;
  const shown = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  const rest = Object.entries(more).filter(([field, value]) => field !== 'answer' && !unsaid.includes(value));
  return [`${kind} ${shown(what)}`, ...rest.map(([field, value]) => `${field} ${shown(value)}`)].join(', ');
}
