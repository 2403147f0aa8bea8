import { describe, expect, it } from 'vitest';
import { commandSchema } from '../../../core/commands/contract.ts';

const abort = (reason: string) =>
  commandSchema.safeParse({ command: 'abort', endpoint: 'iris', key: 'k', reason });

describe('A reason', () => {
  it('is one line without control characters, whatever was sent', () => {
    const sent = 'odd scores\n  iris  DEPLOYED \u001b[31mred\u202e';
    expect(abort(sent)).toMatchObject({ data: { reason: 'odd scores   iris  DEPLOYED  [31mred' } });
  });

  it('has to say something', () => {
    expect(abort(' \n ').success).toBe(false);
    expect(abort('x'.repeat(501)).success).toBe(false);
  });
});
