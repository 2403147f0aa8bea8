/**
 * The stories' names of releases and rollouts: `v2` is a release and its first attempt, `v2#2` the second
 * attempt.
 */
export class ReleaseNames {
  readonly #releases = new Map<string, string>();
  /** Finds the rollouts of a release, by its id. */
  readonly #rollouts = new Map<string, RegExp>();

  name(label: string, release: string): void {
    this.#releases.set(label, release);
    this.#rollouts.set(release, new RegExp(`${release}-(\\d+)`, 'g'));
  }

  /** Whether the story has uploaded it by now. */
  has(label: string): boolean {
    return this.#releases.has(label.replace(/#\d+$/, ''));
  }

  /** All releases that have a name. */
  releases(): readonly string[] {
    return [...this.#releases.values()];
  }

  /** The release's id. @throws Error if the story has not uploaded it yet */
  release(label: string): string {
    const release = this.#releases.get(label.replace(/#\d+$/, ''));
    if (release === undefined) throw new Error(`the story has uploaded no ${label} by then`);
    return release;
  }

  /** The rollout's name, which is also the name of its model and endpoint config. */
  rollout(label: string): string {
    const attempt = /#(\d+)$/.exec(label)?.[1] ?? '1';
    return `${this.release(label)}-${attempt}`;
  }

  /** `text` with labels instead of ids. */
  told(text: string): string {
    let told = text;
    for (const [label, release] of this.#releases) {
      if (!told.includes(release)) continue;
      told = told
        .replaceAll(this.#rollouts.get(release) as RegExp, (_, attempt) =>
          attempt === '1' ? label : `${label}#${attempt}`,
        )
        .replaceAll(release, label);
    }
    return told;
  }

  /**
   * `value` with each `{v2}` in its texts replaced by the rollout's name, and other `{words}` by their values
   * in `more`.
   */
  filled(value: unknown, more: Readonly<Record<string, string>> = {}): unknown {
    if (typeof value === 'string')
      return value.replaceAll(/\{([^{}]+)\}/g, (_, word: string) => more[word] ?? this.rollout(word));
    if (Array.isArray(value)) return value.map((item) => this.filled(item, more));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.filled(item, more)]));
  }
}
