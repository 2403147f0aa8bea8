import type { CommandResult } from '../../core/commands/contract.ts';
import { notCalled } from '../../core/endpoint-name.ts';

/** The refusal of a command that names the endpoint in another spelling than its own; undefined if it does not. */
export const misnamed = (asked: string, own = asked, whose?: string): CommandResult | undefined =>
  own === asked ? undefined : { done: 'nothing', message: notCalled(asked, own, whose) };
