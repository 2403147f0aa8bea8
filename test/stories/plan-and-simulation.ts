import type { FleetShare, Timeline, TimelinePhase } from '../../core/plan/timeline/timeline.ts';
import { timelineOf } from '../../core/plan/timeline/timeline-of.ts';
import { policyFromAws } from '../../core/strategies/strategies.ts';
import type { UpdatePolicies } from '../../core/strategies/update-policies.ts';
import { defaultAssumptions } from '../../local/sagemaker/assumptions.ts';
import type { EndpointSnapshot } from '../../local/sagemaker/snapshot.ts';
import { deploymentConfig } from '../../scenarios/deployment.ts';
import { runScenario } from '../../scenarios/run.ts';
import { configOf, type Scenario, type ScenarioAction } from '../../scenarios/scenario.ts';
import type { EndpointState } from '../../scenarios/timeline.ts';

/**
 * The controller's plan of a story's rollouts beside what the simulator does: both told as the same few facts, one
 * line an instant. The plan is made from the story alone and from how the endpoint stands when it is called.
 */

/** One rollout of a story that went through, planned and as it went: one text per instant at which anything changes. */
export interface Pair {
  readonly at: number;
  /** What the plan was made from. */
  readonly input: Parameters<typeof timelineOf>[0];
  readonly timeline: Timeline;
  readonly planned: readonly string[];
  readonly happened: readonly string[];
}

/** Plays a story and pairs each of its rollouts that goes live with its plan. */
export async function playBesidePlan(scenario: Scenario): Promise<readonly Pair[]> {
  const snapshots: { at: number; snapshot: EndpointSnapshot }[] = [];
  const { moments, results } = await runScenario(scenario, (at, snapshot) =>
    snapshots.push({ at, snapshot }),
  );
  let stored = scenario.stored;
  const pairs: Pair[] = [];
  scenario.actions.forEach((action, index) => {
    const call = callOf(action);
    if (call === undefined || results[index]?.refused !== undefined) return;
    const deployment = call.retainDeployment
      ? stored
      : (call.deployment ?? ('create' in action ? undefined : scenario.deployment));
    stored = deployment === 'none' ? undefined : deployment;
    const end = moments.find(({ at, state }) => at > action.at && state.pending === 'none');
    if (end?.state.status !== 'InService' || end.state.config !== call.config) return;
    const before = moments.findLast(({ at }) => at < action.at)?.state ?? startOf(scenario);
    const input = planInput(scenario, call, stored, before);
    const timeline = timelineOf(input);
    pairs.push({
      at: action.at,
      input,
      timeline,
      planned: plannedLines(timeline, input.variants[0]?.name ?? ''),
      happened: observedLines(snapshots, action.at, end.at),
    });
  });
  return pairs;
}

interface Call {
  readonly config: string;
  readonly create: boolean;
  readonly deployment?: Scenario['deployment'] | 'none';
  readonly retainDeployment?: boolean | undefined;
  readonly keepsCounts: boolean;
}

function callOf(action: ScenarioAction): Call | undefined {
  if ('update' in action) {
    const { config, deployment, retainDeployment, retainVariants, excludeRetained } = action.update;
    const keepsCounts = retainVariants === true && !excludeRetained?.includes('DesiredInstanceCount');
    return { config, create: false, deployment, retainDeployment, keepsCounts };
  }
  if (!('create' in action)) return undefined;
  const { config, deployment } = action.create;
  return { config, create: true, deployment, keepsCounts: false };
}

/** How the endpoint stands before anything has changed. */
function startOf(scenario: Scenario): Pick<EndpointState, 'config' | 'blue' | 'desired' | 'weights'> {
  const written = scenario.configs[scenario.start];
  const variants = Object.entries(written === undefined ? {} : configOf(written).variants);
  const blue = Object.fromEntries(variants.map(([name, { instances }]) => [name, instances]));
  const weights = Object.fromEntries(variants.map(([name, { weight }]) => [name, weight]));
  return { config: scenario.start, blue, desired: blue, weights };
}

function planInput(
  scenario: Scenario,
  call: Call,
  deployment: Scenario['deployment'],
  before: ReturnType<typeof startOf>,
): Parameters<typeof timelineOf>[0] {
  const { timings, assumptions, faults, configs } = scenario;
  const variantsOf = (config: string) => configOf(configs[config] ?? 1).variants;
  const slow = faults.find(({ config = call.config, ping }) => config === call.config && ping !== undefined);
  // What guardrails exclude (the guide, exclusions) counts on either side of the update.
  const fallsBack = [before.config, call.config].some((name) => {
    const written = configs[name];
    if (written === undefined) return false;
    const { variants, marketplace } = configOf(written);
    return marketplace || Object.values(variants).some(({ type }) => type.startsWith('ml.inf1.'));
  });
  return {
    action: call.create ? 'create' : 'update',
    policy: policyFromAws(deployment === undefined ? {} : (deploymentConfig(deployment) as UpdatePolicies)),
    variants: Object.entries(variantsOf(call.config)).map(([name, { instances, weight }]) => ({
      name,
      instanceCount: call.keepsCounts ? (before.desired[name] ?? instances) : instances,
      liveInstanceCount: before.blue[name],
      weight: before.weights[name] ?? weight,
    })),
    timings: {
      provisioningSeconds: timings.provisioning + (typeof slow?.ping === 'number' ? slow.ping : 0),
      activationSeconds: timings.activation,
      terminationSeconds: timings.termination,
    },
    readings: {
      percentRounding: assumptions.percentRounding ?? defaultAssumptions.percentRounding,
      lastShiftBake: assumptions.lastShiftBake ?? defaultAssumptions.lastShiftBake,
      trafficShare: assumptions.trafficShare ?? defaultAssumptions.trafficShare,
    },
    fallsBack,
  };
}

const doing: Readonly<Record<TimelinePhase['kind'], string>> = {
  provision: 'Creating',
  shift: 'ActivatingTraffic',
  bake: 'Baking WaitIntervalInSeconds',
  'final-bake': 'Baking TerminationWaitInSeconds',
  terminate: 'Deleting',
};

/** A plan's phases. The simulator shows an instance once it is up; so does this. */
function plannedLines({ phases, totalSeconds }: Timeline, onlyVariant: string): string[] {
  let greenUp = 0;
  const lines = phases.map(({ kind, startSeconds, blue, green, variants }) => {
    const there = (fleets: { blue: FleetShare; green: FleetShare }) => ({
      blue: fleets.blue.instances,
      green: kind === 'provision' ? fleets.green.serving : fleets.green.instances,
    });
    const parts = (variants ?? [{ name: onlyVariant, blue, green }])
      .map(({ name, ...fleets }) => ({ name, up: there(fleets), fleets }))
      .filter(({ up }) => up.blue + up.green > 0)
      .map(({ name, up, fleets }) => fleetsLine(name, up, fleets));
    greenUp = green.serving;
    const traffic = `${blue.trafficPercent}/${green.trafficPercent} %`;
    return line(startSeconds, doing[kind], traffic, parts);
  });
  return [...lines, `${totalSeconds}s done, ${phases.at(-1)?.green.instances ?? greenUp} instances`];
}

const fleetsLine = (
  name: string,
  up: { blue: number; green: number },
  { blue, green }: { blue: FleetShare; green: FleetShare },
): string =>
  `${name} blue ${blue.serving} of ${up.blue} ${blue.trafficPercent} %, green ${green.serving} of ${up.green} ${green.trafficPercent} %`;

const line = (at: number, what: string, traffic: string, variants: readonly string[]): string =>
  `${at}s ${what} ${traffic}: ${variants.join('; ')}`;

/** What the simulator did from `from` to `to`: how things stood when each instant was over. */
function observedLines(
  snapshots: readonly { readonly at: number; readonly snapshot: EndpointSnapshot }[],
  from: number,
  to: number,
): string[] {
  const lastOf = new Map(
    snapshots.filter(({ at }) => at >= from && at < to).map(({ at, snapshot }) => [at, snapshot]),
  );
  const lines: string[] = [];
  let before = '';
  for (const [at, snapshot] of lastOf) {
    const text = observedLine(at - from, snapshot);
    const facts = text.slice(text.indexOf(' '));
    // A crash or an alarm changes none of these.
    if (facts !== before) lines.push(text);
    before = facts;
  }
  const last = snapshots.findLast(({ at }) => at === to)?.snapshot;
  const instances = last?.fleets.reduce((sum, fleet) => sum + fleet.instances, 0);
  return [...lines, `${to - from}s done, ${instances} instances`];
}

function observedLine(at: number, { fleets, progress }: EndpointSnapshot): string {
  const names = [...new Set(fleets.map(({ variantName }) => variantName))];
  const colour = (wanted: 'blue' | 'green', name?: string) => {
    const own = fleets.filter(
      ({ colour, variantName }) => colour === wanted && (name ?? variantName) === variantName,
    );
    const sum = (of: (fleet: (typeof fleets)[number]) => number) =>
      own.reduce((total, fleet) => total + of(fleet), 0);
    return {
      serving: sum(({ active }) => active),
      instances: sum(({ instances }) => instances),
      share: sum(({ share }) => share),
    };
  };
  // To one decimal; 76.25 is 76.3 however its parts were added up.
  const rounded = (share: number) => Math.round(Math.round(share * 1e9) / 1e6) / 10;
  const split = (name?: string) => {
    const [blue, green] = [colour('blue', name).share, colour('green', name).share];
    const onGreen = rounded(blue + green === 0 ? 0 : green / (blue + green));
    return { blue: blue + green === 0 ? 0 : rounded(1 - onGreen / 100), green: onGreen };
  };
  const parts = names.map((name) => {
    const [blue, green] = [colour('blue', name), colour('green', name)];
    const percent = split(name);
    return fleetsLine(
      name,
      { blue: blue.instances, green: green.instances },
      { blue: { ...blue, trafficPercent: percent.blue }, green: { ...green, trafficPercent: percent.green } },
    );
  });
  const all = split();
  const [wait = ''] = / [A-Z][a-zA-Z]+InSeconds/.exec(progress?.message.replace('(', ' ') ?? '') ?? [];
  return line(at, `${progress?.status}${wait}`, `${all.blue}/${all.green} %`, parts);
}
