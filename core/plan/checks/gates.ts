import type { PlannedBake, PlannedGate } from '../../gates/gate.ts';
import { gateKindNamed } from '../../gates/kinds.ts';
import { linkProblems } from '../../gates/link-problems.ts';
import { type Gates, gateProblems } from '../../manifest/gates.ts';
import { policyFromAws, strategyOf } from '../../strategies/strategies.ts';
import type { Problem } from '../../values/problem.ts';
import type { Findings } from '../findings.ts';
import type { Plan } from '../plan.ts';
import { isOurs, type WatchedAlarm } from '../watched-alarms.ts';
import type { Checked } from './checked.ts';

export type PlannedShift = Pick<Plan, 'action' | 'deployment' | 'timeline'>;

/** Problems of the manifest's gates and of alarms that ask, and warnings about those in the bakes. */
export function checkGates(
  gates: Gates | undefined,
  { allowedGates, ownNames }: Pick<Findings, 'allowedGates' | 'ownNames'>,
  watched: readonly WatchedAlarm[],
  shift: PlannedShift,
  asynchronous = false,
): Checked {
  const around = {
    webhookHosts: allowedGates?.webhookHosts ?? [],
    functions: allowedGates?.functions ?? [],
    expectationFault: allowedGates?.expectationFault,
    publicAddress: allowedGates?.publicAddress,
    ...{ asynchronous, ownNames },
    alarms: watched.filter((alarm) => !isOurs(alarm)).map(({ name }) => name),
  };
  const ofHolds = watched.flatMap(({ field, hold }) =>
    hold === undefined
      ? []
      : linkProblems(hold, around, `${field.replace(/\.name$/, '')}.hold.anyoneWithLink`),
  );
  if (gates === undefined) return { problems: ofHolds, warnings: [] };
  return {
    problems: [...ofHolds, ...gateProblems(gates, around)],
    warnings: [
      ...missingEndpoints(gates, ownNames),
      ...(gates.during.length === 0
        ? []
        : bakeDoubts(
            gates.during.map((gate, n) => ({ gate, field: `gates.during[${n}].${gate.kind}` })),
            shift,
            'gates.during',
          )),
    ],
  };
}

/**
 * Missing endpoints that gates call. They may be created before the gate opens, so this is only a warning.
 */
const missingEndpoints = ({ before }: Gates, ownNames: Findings['ownNames']): Problem[] =>
  before.flatMap(({ kind, config }, n) =>
    (gateKindNamed(kind)?.endpoints?.(config) ?? []).flatMap((name) =>
      ownNames?.[name] === null
        ? [
            {
              field: `gates.before[${n}].${kind}.endpoint`,
              expected: `an endpoint "${name}"`,
              got: 'none of that name: the gate fails unless there is one by then',
            },
          ]
        : [],
    ),
  );

/**
 * Why gates may prove little in the planned bakes.
 * @param all the field of all of them, for what is wrong with every one; default: that of the first
 */
export function bakeDoubts(
  gates: readonly { readonly gate: PlannedGate; readonly field: string }[],
  shift: PlannedShift,
  all = gates[0]?.field ?? '',
): Problem[] {
  const late = withoutBake(shift);
  if (late !== undefined) return [{ field: all, ...late }];
  const bakes = bakesIn(shift);
  return gates.flatMap(({ gate: { kind, config }, field }) => {
    const doubt = gateKindNamed(kind)?.doubt;
    const [first] = bakes.flatMap((bake, index) => {
      const got = doubt?.(config, bake);
      return got === undefined ? [] : [{ index, got }];
    });
    if (first === undefined) return [];
    const { index, got } = first;
    return [
      {
        field,
        expected: `a check that bake ${index + 1} of ${bakes.length} has room for`,
        got: `one that ${got}`,
      },
    ];
  });
}

/**
 * If no bake has all traffic on green while blue stands, the checks of the final bake run late: never
 * skipped, but then going back is slow.
 */
function withoutBake({ action, deployment, timeline }: PlannedShift): Omit<Problem, 'field'> | undefined {
  if (action === 'create')
    return {
      expected: 'an endpoint that bakes',
      got: 'a first release: its checks are run once it is live, and there is nothing to go back to',
    };
  const last = strategyOf(policyFromAws(deployment)).keepsBlue ? 'final-bake' : 'bake';
  if (timeline.phases.some(({ kind }) => kind === last)) return undefined;
  return {
    expected: 'a final bake, in which going back is instant',
    got: 'none: its checks are run when the old fleet is gone, and going back takes a new one',
    fix: 'Give it a finalBake of some minutes.',
  };
}

const bakesIn = ({ timeline }: PlannedShift): PlannedBake[] =>
  timeline.phases
    .filter(({ kind }) => kind === 'bake' || kind === 'final-bake')
    .map(({ seconds, green }) => ({
      seconds,
      greenShare: green.trafficPercent / 100,
      final: green.trafficPercent >= 100,
    }));
