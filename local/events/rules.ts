import type { RuleState } from '@aws-sdk/client-eventbridge';
import { arnOf, type LocalContext } from '../context.ts';
import { AwsError } from '../transport/aws-error.ts';
import type { BusEvent } from './event.ts';
import { type Pattern, parsePattern } from './pattern.ts';
import { fieldsOf, matchesFields } from './pattern-match.ts';
import type { RuleTarget } from './target.ts';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly state: RuleState;
  /** The pattern's JSON text, as given. */
  readonly eventPattern: string;
  readonly pattern: Pattern;
  /** By id, in the order they were put. */
  readonly targets: ReadonlyMap<string, RuleTarget>;
}

export interface RuleSettings {
  readonly name: string;
  readonly description?: string | undefined;
  readonly state?: RuleState | undefined;
  readonly eventPattern: string;
}

const mostTargets = 5;

/** The rules of the default bus. */
export class Rules {
  readonly #context: Pick<LocalContext, 'account' | 'region'>;
  readonly #rules = new Map<string, Rule>();

  constructor(context: Pick<LocalContext, 'account' | 'region'>) {
    this.#context = context;
  }

  /** Creates the rule, or replaces all but the targets of an existing one. @throws AwsError as PutRule does */
  put(settings: RuleSettings): Rule {
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(settings.name)) {
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${settings.name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+ and have length less than or equal to 64`,
      );
    }
    const rule: Rule = {
      name: settings.name,
      arn: arnOf(this.#context, 'events', `rule/${settings.name}`),
      description: settings.description,
      state: settings.state ?? 'ENABLED',
      eventPattern: settings.eventPattern,
      pattern: parsePattern(settings.eventPattern),
      targets: this.#rules.get(settings.name)?.targets ?? new Map(),
    };
    this.#rules.set(rule.name, rule);
    return rule;
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(name: string | undefined): Rule {
    const rule = this.#rules.get(name ?? '');
    if (rule !== undefined) return rule;
    throw new AwsError(
      'ResourceNotFoundException',
      `Rule ${name ?? '(none named)'} does not exist on EventBus default.`,
    );
  }

  all(): readonly Rule[] {
    return [...this.#rules.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Deleting what is not there is no error, as at AWS. @throws AwsError `ValidationException` with targets left */
  delete(name: string | undefined): void {
    if (this.#rules.get(name ?? '')?.targets.size) {
      throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
    }
    this.#rules.delete(name ?? '');
  }

  /** @throws AwsError `ResourceNotFoundException`, `LimitExceededException` past 5 targets */
  putTargets(name: string | undefined, targets: readonly RuleTarget[]): void {
    const rule = this.get(name);
    const merged = new Map([...rule.targets, ...targets.map((target) => [target.id, target] as const)]);
    if (merged.size > mostTargets) {
      throw new AwsError(
        'LimitExceededException',
        'The requested resource exceeds the maximum number allowed.',
      );
    }
    this.#rules.set(rule.name, { ...rule, targets: merged });
  }

  /** @throws AwsError `ResourceNotFoundException` */
  removeTargets(name: string | undefined, ids: readonly string[]): void {
    const rule = this.get(name);
    const targets = new Map([...rule.targets].filter(([id]) => !ids.includes(id)));
    this.#rules.set(rule.name, { ...rule, targets });
  }

  /** Every target that `event` must reach, with its rule; rules by name, targets as they were put. */
  matching(event: BusEvent): readonly (readonly [Rule, RuleTarget])[] {
    const fields = fieldsOf({ ...event });
    return this.all()
      .filter((rule) => rule.state === 'ENABLED' && matchesFields(rule.pattern, fields))
      .flatMap((rule) => [...rule.targets.values()].map((target) => [rule, target] as const));
  }
}
