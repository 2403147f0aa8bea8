import { type Clock, createLocalAws, type HandlerModule, type LocalAws } from '@local/aws';
import * as countWords from './count-words.ts';
import template from './template.json' with { type: 'json' };

/** By the `Handler` of the template's functions. */
const handlers: Readonly<Record<string, HandlerModule>> = { 'count-words.handler': countWords };

export function start(clock: Clock): Promise<LocalAws> {
  return createLocalAws({
    clock,
    seed: 1,
    template,
    stackName: 'texts',
    parameters: { Suffix: '.words' },
    async load(handler) {
      const module = handlers[handler];
      if (module === undefined) throw new Error(`expected one of ${Object.keys(handlers)}, got ${handler}`);
      return module;
    },
  });
}
