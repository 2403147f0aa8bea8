import type { Ending, ReleaseObserver } from './release-observer.ts';
import type { Item } from './release-records.ts';
import { configOf, recordOf } from './release-records.ts';
import type { ReleaseWorld } from './release-world.ts';

/** What goes off between the last look at the alarms and the telling, nobody can have seen: they are calls apart. */
const tellingMs = 5000;

/** 5 and 6: an outcome is true of the endpoint at the instant when it is told. */
export function truthOf(
  ending: Ending,
  witness: ReleaseObserver,
  rollouts: readonly Item[],
  lossy = false,
): string[] {
  const { concluded, alarmsOn, at } = ending;
  const { rollout, outcome, endpoint } = concluded;
  // Told once more by a step that is tried again, it was true the first time.
  const first = witness.endings.find(
    (one) => one.concluded.rollout === rollout && one.concluded.outcome === outcome,
  );
  if (first !== ending) return [];
  const record = recordOf(rollouts, rollout);
  // Written down first: where the telling had to wait for the end of an outage, it is true of that instant.
  const told = lossy ? Date.parse(String(record?.endedAt ?? concluded.at)) : at;
  const stood = witness.standingsAt(endpoint, Date.parse(concluded.at));
  const plan = record?.plan as { config: string; alarms: { name: string; on: string }[] } | undefined;
  const seen = stood.map(({ status, live }) => `${status} on ${live}`).join(', ') || 'not there';
  const shifted = witness.shifts.find((shift) => shift.rollout === rollout);
  switch (outcome) {
    case 'DEPLOYED': {
      const rollingBack = (plan?.alarms ?? []).filter(({ on }) => on === 'rollback').map(({ name }) => name);
      const bad = alarmsOn.filter(
        ({ name, since }) => rollingBack.includes(name) && told - since > tellingMs,
      );
      return [
        ...(stood.some(({ status, live }) => status === 'InService' && live.join() === plan?.config)
          ? []
          : [`5: ${rollout} is DEPLOYED, and the endpoint is ${seen}`]),
        ...bad.map(({ name }) => `5: ${rollout} is DEPLOYED while ${name} is in ALARM`),
      ];
    }
    case 'ROLLED_BACK':
      // Announced at most once: where a trouble took that, what served before the shift is not known here.
      if (shifted === undefined && lossy) return [];
      return stood.some(({ status, live }) => status === 'InService' && live.join() === shifted?.live.join())
        ? []
        : [`6: ${rollout} is ROLLED_BACK, and the endpoint is ${seen}`];
    case 'REJECTED':
    case 'SUPERSEDED': {
      const own = (config: string) => config === rollout;
      const served = witness.steps.some(
        (step) => step.at <= at && step.fleets.some(({ configName }) => own(configName)),
      );
      return served || shifted !== undefined ? [`6: ${rollout} is ${outcome}, and had instances`] : [];
    }
    default:
      // FAILED and TIMED_OUT promise only to describe the endpoint's state.
      return [];
  }
}

/**
 * 5 and 6 in the long run: an endpoint at rest serves its last deployment, unless something has failed since.
 */
export function restOf(
  world: ReleaseWorld,
  { endings }: ReleaseObserver,
  rollouts: readonly Item[],
): string[] {
  const endpoints = new Set(endings.map(({ concluded }) => concluded.endpoint));
  return [...endpoints].flatMap((endpoint) => {
    const told = endings.filter(({ concluded }) => concluded.endpoint === endpoint);
    const at = told.findLastIndex(({ concluded }) => concluded.outcome === 'DEPLOYED');
    const deployed = told[at]?.concluded;
    const since = told.slice(at).map(({ concluded }) => concluded.outcome);
    if (deployed === undefined || since.includes('FAILED') || since.includes('TIMED_OUT')) return [];
    const config = configOf(rollouts, deployed.rollout);
    const snapshot = world.aws.endpoint(endpoint);
    const live = [...new Set(snapshot?.fleets.map(({ configName }) => configName))].join();
    return snapshot?.status === 'InService' && live === config
      ? []
      : [`5: ${deployed.rollout} was last deployed, and ${endpoint} is ${snapshot?.status} on ${live}`];
  });
}
