import type { Aws } from './aws.ts';

/** The account and partition of the commands, by the ARN of whoever gives them. */
export function accountOf({ caller }: Pick<Aws, 'caller'>): {
  readonly partition: string;
  readonly account: string;
} {
  const [, partition = 'aws', , , account = ''] = caller.split(':');
  return { partition, account };
}
