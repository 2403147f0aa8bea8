/** What a stage has, by the names that follow from the stage. A test compares them with the packaged template. */
export interface Inventory {
  readonly functions: readonly string[];
  /** Rules of EventBridge. */
  readonly rules: readonly string[];
  readonly queues: readonly string[];
  /** Those of the queues that only hold what went wrong. */
  readonly deadLetters: readonly string[];
  readonly secrets: readonly string[];
  readonly slackSecret: string;
  readonly machines: readonly string[];
  readonly topic: string;
  /** The queue of Slack's notices, which is subscribed to the topic. */
  readonly slackQueue: string;
  /** What the names of the controller's own alarms begin with. */
  readonly opsAlarms: string;
}

const functions = [
  ...['admitRollout', 'awaitCalm', 'awaitGate', 'checkShift', 'concludeRollout', 'decideGate'],
  ...['keepRecording', 'notifySlack'],
  ...['onAlarmEvent', 'onArtifactUploaded', 'onEndpointEvent', 'onExecutionEnded', 'onPress', 'openGates'],
  ...['operate', 'operateSigned', 'prepareRelease', 'resolveRelease', 'settleRelease', 'shiftTraffic'],
];

const rules = [
  ...[
    'onArtifactUploaded-rule-1',
    'onArtifactUploaded-rule-2',
    'onEndpointEvent-rule-1',
    'onAlarmEvent-rule-1',
  ],
  ...['checkShift-rule-1', 'checkShift-rule-2', 'onExecutionEnded-rule-1', 'onExecutionEnded-rule-2'],
  ...['rollouts-to-slack', 'endpoints-to-slack', 'ends-to-reports'],
];

export function inventoryOf(stage: string): Inventory {
  const name = `greenlight-${stage}`;
  const named = (names: readonly string[]) => names.map((one) => `${name}-${one}`);
  return {
    functions: named(functions),
    rules: named(rules),
    queues: named(['dead-letters', 'presses', 'reports', 'slack', 'slack-dead-letters']),
    deadLetters: named(['dead-letters', 'slack-dead-letters']),
    secrets: ['links', 'signing', 'slack'].map((one) => `${name}/${one}`),
    slackSecret: `${name}/slack`,
    machines: named(['rollout', 'hold']),
    topic: `${name}-notices`,
    slackQueue: `${name}-slack`,
    opsAlarms: `${name}/ops/`,
  };
}
