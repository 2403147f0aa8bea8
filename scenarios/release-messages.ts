/** A notice that people got. */
export interface StoryMessage {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The rollout or other subject of the message. */
  readonly thread: string;
  readonly phase: string;
  readonly title: string;
  readonly description: string;
}

/** A message as published, including CloudWatch's own. */
export interface Published {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A line of a function's log. */
export interface Logged {
  readonly by: string;
  readonly text: string;
}

/** The announced end of a rollout. */
export interface Concluded {
  readonly at: string;
  readonly rollout: string;
  readonly release: string;
  readonly endpoint: string;
  readonly outcome: string;
  readonly cause: string;
  readonly urgent: boolean;
  readonly problems: readonly AnnouncedProblem[];
  readonly breaches: readonly {
    readonly name: string;
    readonly value?: number;
    readonly threshold?: number;
  }[];
  readonly nextSteps?: readonly { readonly text: string; readonly command?: string; readonly url?: string }[];
  readonly stop?: { readonly kind: string; readonly by: string; readonly reason: string };
}

interface AnnouncedProblem {
  readonly field: string;
  readonly expected: string;
  readonly got: string;
  readonly line?: number;
  readonly file?: string;
  readonly fix?: string;
  readonly unknownField?: true;
}

/** The problem in words for people: `rollout.stratgy (line 3): unknown field; did you mean strategy?` */
export function problemText({
  field,
  file,
  line,
  expected,
  got,
  fix,
  unknownField,
}: AnnouncedProblem): string {
  const place = [...(file === undefined ? [] : [file]), ...(line === undefined ? [] : [`line ${line}`])];
  const where = place.length === 0 ? field : `${field} (${place.join(', ')})`;
  if (unknownField) return `${where}: unknown field; ${fix?.toLowerCase()}`;
  return `${where}: expected ${expected}, got ${got}.${fix === undefined ? '' : ` ${fix}`}`;
}
