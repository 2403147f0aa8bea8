import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { HandlerModule } from '../../local/lambda/seam.ts';
import { loadSource } from '../../on-local-aws/load-source.ts';

const folder = new URL('../fixtures/v0.1/', import.meta.url);

const unzipped = (path: string): unknown =>
  JSON.parse(gunzipSync(readFileSync(new URL(path, folder))).toString());

/** The template of version 0.1, parsed. */
export const templateOf01 = (): unknown => unzipped('template.json.gz');

/** One recorded moment, as far as it is used. */
export interface Recorded {
  readonly moment: string;
  readonly table: Record<string, never>[];
  readonly executions: readonly { readonly name: string; readonly status: string; readonly input: unknown }[];
}

/** All recorded moments, by the name of their file. */
export const recordedBy01 = (): Recorded[] =>
  readdirSync(new URL('records/', folder)).map((file) => unzipped(`records/${file}`) as Recorded);

/** Files that are called otherwise today; the functions in AWS keep their names. */
const renamedSince: Readonly<Record<string, string>> = {
  'functions/await-calm.handler': 'functions/await-idle.handler',
};

const givenSince = { ALLOWED_IMAGES: '*', ALLOWED_ROLES: '*', DECIDE_URL: 'https://decide.example.com/' };

/**
 * Loads handlers of version 0.1 until `upgrade` is called, and the sources of today from then on, until `goBack` is: what
 * a deployment does to functions in the midst of a rollout, whose execution goes on with the state machine that it began
 * with.
 */
export function upgradable(): {
  load(handler: string): Promise<HandlerModule>;
  upgrade(): void;
  goBack(): void;
} {
  let upgraded = false;
  return {
    upgrade: () => {
      upgraded = true;
    },
    goBack: () => {
      upgraded = false;
    },
    load: async (handler) => {
      const name = handler.replace(/^functions\//, '').replace(/\.handler$/, '');
      const before: Readonly<Record<string, unknown>> = await import(new URL('handlers.mjs', folder).href);
      const oldMake = before[name.replaceAll('-', '_')] as HandlerModule['make'];
      const today = await loadSource(renamedSince[handler] ?? handler);
      return {
        ...today,
        make: (seam) => {
          const old = oldMake(seam);
          let made: ReturnType<HandlerModule['make']> | undefined;
          return async (event, context) => {
            if (!upgraded) return old(event, context);
            // A deployment brings the variables along that a function has been given since.
            made ??= today.make({ ...seam, env: { ...givenSince, ...seam.env } });
            return made(event, context);
          };
        },
      };
    },
  };
}
