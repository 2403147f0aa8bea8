/** Which composite alarms hang on which alarms. Names only; it knows no states. */
export class CompositeFamily {
  readonly #children = new Map<string, readonly string[]>();
  readonly #parents = new Map<string, Set<string>>();

  /** Sets what `composite` hangs on, instead of what it hung on before. */
  set(composite: string, children: readonly string[]): void {
    this.remove(composite);
    this.#children.set(composite, children);
    for (const child of children) {
      this.#parents.set(child, (this.#parents.get(child) ?? new Set()).add(composite));
    }
  }

  remove(composite: string): void {
    for (const child of this.#children.get(composite) ?? []) {
      const parents = this.#parents.get(child);
      parents?.delete(composite);
      if (parents?.size === 0) this.#parents.delete(child);
    }
    this.#children.delete(composite);
  }

  childrenOf(composite: string): readonly string[] {
    return this.#children.get(composite) ?? [];
  }

  parentsOf(alarm: string): readonly string[] {
    return [...(this.#parents.get(alarm) ?? [])];
  }

  /** The way from `composite` back to itself that hanging it on `children` would make; undefined if none. */
  cycleThrough(composite: string, children: readonly string[]): readonly string[] | undefined {
    const seen = new Set<string>();
    const wayFrom = (alarm: string): readonly string[] | undefined => {
      if (alarm === composite) return [alarm];
      if (seen.has(alarm)) return undefined;
      seen.add(alarm);
      for (const child of this.childrenOf(alarm)) {
        const way = wayFrom(child);
        if (way !== undefined) return [alarm, ...way];
      }
      return undefined;
    };
    for (const child of children) {
      const way = wayFrom(child);
      if (way !== undefined) return [composite, ...way];
    }
    return undefined;
  }

  /**
   * All composites that hang on `alarms`, directly or not; each comes after those that it hangs on itself, and
   * beyond that in the order in which they were put.
   */
  above(alarms: readonly string[]): readonly string[] {
    const inOrder: string[] = [];
    const seen = new Set<string>();
    // Depth first, and backwards: who is left last has everybody above it in the list already.
    const visitParents = (alarm: string): void => {
      for (const parent of this.parentsOf(alarm).toReversed()) {
        if (seen.has(parent)) continue;
        seen.add(parent);
        visitParents(parent);
        inOrder.unshift(parent);
      }
    };
    for (const alarm of alarms.toReversed()) visitParents(alarm);
    return inOrder;
  }
}
