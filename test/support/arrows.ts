import type { Import } from './source-graph.ts';

export interface Arrow {
  /** Folders whose files may be imported. */
  readonly to: readonly string[];
  /** Packages that may be: names, `@aws-sdk/*` for all of a scope, `node:*` for all of Node's. */
  readonly packages: 'any' | readonly string[];
}

/**
 * Who may import whom. docs/architecture.md prints this table ("What each folder may touch"), and a test compares the
 * two. A folder that is not named here may be imported by nobody.
 */
export const arrows: Readonly<Record<string, Arrow>> = {
  // Hashing is pure; everything else of Node's is not. Which names: `pureCrypto`.
  core: { to: ['core'], packages: ['zod', 'node:crypto'] },
  // What the service does, as functions of ports.
  app: { to: ['app', 'core'], packages: ['zod'] },
  adapters: {
    to: ['adapters', 'core'],
    packages: [
      '@aws-sdk/*',
      '@aws-lambda-powertools/logger',
      'jsonata',
      'yaml',
      'tar-stream',
      'zod',
      'node:*',
    ],
  },
  // The one place where ports are given what they are on AWS.
  composition: { to: ['composition', 'app', 'adapters', 'core'], packages: ['@aws-sdk/client-*', 'zod'] },
  // Entries alone: an event is parsed, a use case called. None imports another.
  functions: { to: ['composition', 'app', 'adapters/lambda', 'core'], packages: ['zod'] },
  // A package of its own: local-package.test.ts checks its packages. It knows nothing of Greenlight, not even a type.
  // The simulator never takes over the controller's decisions: two readings of AWS's documents, not one.
  local: { to: ['local'], packages: 'any' },
  // What Greenlight hands the local AWS: its names, and the sources of its handlers by the template's handler path.
  'on-local-aws': {
    to: ['on-local-aws', 'local'],
    packages: ['@aws-sdk/client-secrets-manager', 'node:path'],
  },
  cli: {
    to: [
      'cli',
      'app/findings',
      'core',
      'adapters',
      'local',
      'on-local-aws',
      'examples',
      'tools',
      'scenarios',
      'stack',
    ],
    packages: 'any',
  },
  // Runs in a browser. What it knows, it has from the HTTP API, whose types are core's.
  web: { to: ['web', 'core'], packages: ['preact', 'preact/*', '@preact/signals', 'uplot', 'uplot/*'] },
  // Stories' expectations are written by hand, never with the controller's arithmetic or the simulator's.
  scenarios: {
    to: ['scenarios', 'local', 'on-local-aws'],
    packages: ['@aws-sdk/client-*', '@aws-sdk/lib-dynamodb', 'yaml', 'zod', 'node:*'],
  },
  bench: {
    to: [
      'bench',
      'core/judge',
      'core/plan/timeline',
      'core/risk',
      'local',
      'scenarios',
      'on-local-aws',
      'adapters',
      'tools',
      'examples',
      'test/support',
    ],
    packages: ['@aws-sdk/client-*', 'esbuild', 'yaml', 'node:*'],
  },
  conformance: { to: ['conformance'], packages: ['node:*'] },
  // What a stage's settings make of the stack, in the framework's process.
  stack: { to: ['stack', 'core/values'], packages: ['yaml', 'zod', 'node:*'] },
  // Examples stand alone; tools may generate from core (the manifest's JSON Schema), change sources by chance, and drive a browser.
  examples: { to: ['examples'], packages: 'any' },
  tools: {
    to: ['tools', 'core', 'scenarios'],
    packages: [
      '@aws-sdk/client-*',
      '@aws-sdk/lib-dynamodb',
      'node:*',
      'axe-core',
      'es-module-lexer',
      'esbuild',
      'oxc-parser',
      'playwright-core',
      'yaml',
    ],
  },
};

/** The functions of node:crypto that give the same result for the same arguments: all that core may import of it. */
export const pureCrypto = ['createHash', 'createHmac', 'timingSafeEqual'];

export const topOf = (path: string) => path.slice(0, path.indexOf('/'));
export const within = (target: string, allowed: readonly string[]) =>
  allowed.some((folder) => target.startsWith(`${folder}/`));

const isNamed = (name: string, patterns: readonly string[]) =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );

/** Whether an arrow allows the import. */
export function isAllowed(file: string, { target, isPackage }: Import): boolean {
  const rule = arrows[topOf(file)];
  if (rule === undefined) return false;
  // The one edge to the handlers' sources, chosen by the template's handler path.
  // And the one to what was built, which a clone does not have.
  if (target === '(computed)') return ['on-local-aws/load-source.ts', 'cli/greenlight.mjs'].includes(file);
  if (isPackage) return rule.packages === 'any' || isNamed(target, rule.packages);
  return within(target, rule.to);
}
