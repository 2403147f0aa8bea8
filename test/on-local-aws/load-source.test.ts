import { describe, expect, it } from 'vitest';
import { loadSource } from '../../on-local-aws/load-source.ts';

describe('The source of a handler', () => {
  it.each(['../package.handler', 'functions/../core/x.handler', 'functions/x.other', ''])(
    'is looked for under functions/ only, not at "%s"',
    async (handler) => {
      await expect(loadSource(handler)).rejects.toMatchObject({ name: 'Runtime.ImportModuleError' });
    },
  );

  it('that does not exist is told with its path', async () => {
    await expect(loadSource('functions/no-such-function.handler')).rejects.toMatchObject({
      name: 'Runtime.ImportModuleError',
      message: expect.stringContaining('functions/no-such-function.ts cannot be loaded'),
    });
  });
});
