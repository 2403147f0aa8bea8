import { type HistoryEvent, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import type { ReleaseObserver } from '../release-observer.ts';
import type { ReleaseWorld } from '../release-world.ts';

/** Where functions died, and where their calls would have let them: `killed: shiftTraffic UpdateEndpoint`. */
export function crashPointsIn({ invocations }: ReleaseObserver): string[] {
  return invocations.flatMap(({ functionName, outcome, calls }) => {
    const name = functionName.replace('greenlight-local-', '');
    const last = calls.at(-1)?.operation ?? 'its first call';
    return [
      ...new Set(calls.map(({ operation }) => `call: ${name} ${operation}`)),
      ...(outcome === 'killed' ? [`killed: ${name} ${last}`] : []),
    ];
  });
}

/** Which states failed, and where the state machine went on: `caught: ShiftTraffic → AwaitAgain`. */
export async function caughtIn(world: ReleaseWorld): Promise<string[]> {
  const states = world.aws.clients(SFNClient);
  const executions = await world.executions();
  const caught = executions.map(async ({ name }) => {
    const executionArn = world.executionArn(name);
    const events: HistoryEvent[] = [];
    const input = { executionArn, includeExecutionData: false, maxResults: 1000 };
    for await (const page of paginateGetExecutionHistory({ client: states }, input))
      events.push(...(page.events ?? []));
    return events.flatMap(({ type = '', stateExitedEventDetails: left }, index) => {
      const failed = /(Failed|TimedOut)$/.exec(events[index - 1]?.type ?? '')?.[1];
      if (!type.endsWith('StateExited') || failed === undefined) return [];
      const next = events[index + 1]?.stateEnteredEventDetails?.name;
      return [`caught: ${left?.name} ${failed === 'Failed' ? 'failed' : 'timed out'} → ${next}`];
    });
  });
  return (await world.clock.drive(Promise.all(caught))).flat();
}
