import type { CommandResult } from '../../core/commands/contract.ts';
import { notCalled } from '../../core/endpoint-name.ts';

/**
 * The refusal of a command that spells the endpoint's name differently; undefined if the spelling is right.
 */
export const misnamed = (asked: string, own = asked, whose?: string): CommandResult | undefined =>
  own === asked ? undefined : { done: 'nothing', message: notCalled(asked, own, whose) };
