/** Told on stderr where AWS did not prove who asked. */
export const unprovenText = (why: string): string =>
  `asked without proof of who you are, since ${why}. A gate that names who may decide it needs that (npx greenlight docs cli, "Who asked").`;
