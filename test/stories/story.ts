import { readFile } from 'node:fs/promises';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { SageMakerClient, UpdateEndpointWeightsAndCapacitiesCommand } from '@aws-sdk/client-sagemaker';
import { expect } from 'vitest';
import { serverErrorsAlarm } from '../../cli/demo/story.ts';
import type { BusEvent } from '../../local/events/event.ts';
import { openWorld, type WorldOptions, type WorldParts } from '../../scenarios/open-world.ts';
import { artifactBytes } from '../../scenarios/release-artifacts.ts';
import { violations } from '../../scenarios/release-invariants.ts';
import { ReleaseObserver } from '../../scenarios/release-observer.ts';
import { ReleaseWorld } from '../../scenarios/release-world.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';

export const manifest = `
model: { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' }
fleet: { instanceType: ml.m5.large, instanceCount: 5 }
rollout: { strategy: linear, step: 20%, bake: 5m, finalBake: 5m, timeout: 1h }
alarms: [{ name: iris-5xx, on: rollback }]
`;

/** The whole product under a virtual clock, with the packaged template deployed into it (scenarios/open-world.ts). */
export async function startStory(
  assumptions: NonNullable<WorldOptions['assumptions']> = {},
  slack: NonNullable<WorldOptions['slack']> = 'none',
  parameters: NonNullable<WorldOptions['parameters']> = {},
) {
  const template: unknown = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  return new Story(await openWorld({ template, assumptions, slack, parameters }));
}

/** A world, and what stories told in code do in it. */
export class Story extends ReleaseWorld {
  readonly broken = artifactBytes('broken', '');
  readonly #witness: ReleaseObserver;

  constructor(parts: WorldParts) {
    super(parts);
    this.#witness = new ReleaseObserver(this);
  }

  /** A good model unless other bytes are given. Answers with the release's id. */
  override upload(key: string, body: Uint8Array = artifactBytes('model', key)): Promise<string> {
    return super.upload(key, body);
  }

  async uploadManifest(text = manifest, endpoint = 'iris'): Promise<void> {
    await this.put(`models/${endpoint}/greenlight.yaml`, text);
  }

  async removeManifest(endpoint = 'iris'): Promise<void> {
    await this.remove(`models/${endpoint}/greenlight.yaml`);
  }

  /** A model that no other is the same as. */
  async model(content: string): Promise<Uint8Array> {
    return artifactBytes('model', content);
  }

  /** Something else than we gives the endpoint another number of instances: autoscaling, say. */
  async rescale(DesiredInstanceCount: number): Promise<void> {
    const command = new UpdateEndpointWeightsAndCapacitiesCommand({
      EndpointName: 'iris',
      DesiredWeightsAndCapacities: [{ VariantName: 'AllTraffic', DesiredInstanceCount }],
    });
    await this.clock.drive(this.aws.clients(SageMakerClient).send(command));
  }

  /** From now on no upload's event reaches the controller, until they are released: to be replayed at will. */
  holdUploads(): { release(): Promise<BusEvent[]> } {
    const before = this.events.length;
    const held = this.aws.disturbEvents({
      matching: ({ source }) => source === 'aws.s3',
      effect: { kind: 'drop' },
    });
    return {
      release: async () => {
        await this.clock.advance(1000);
        held.cancel();
        return this.events.slice(before).filter(({ source }) => source === 'aws.s3');
      },
    };
  }

  async makeAlarm(name = 'iris-5xx'): Promise<void> {
    const alarm = new PutMetricAlarmCommand(serverErrorsAlarm(name));
    await this.clock.drive(this.aws.clients(CloudWatchClient).send(alarm));
  }

  /** Moves time on until something holds; a minute at a time, and a day at most. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let minutes = 0; minutes < 1440; minutes += 1) {
      if (await holds()) return;
      await this.clock.advance(60_000);
    }
    throw new Error('it did not come about within a day');
  }

  /** From now on no SageMaker event reaches the controller: its rule is gone. */
  async loseEndpointEvents(): Promise<void> {
    const client = this.aws.clients(EventBridgeClient);
    const Rule = 'greenlight-local-onEndpointEvent-rule-1';
    const { Targets = [] } = await this.clock.drive(client.send(new ListTargetsByRuleCommand({ Rule })));
    const Ids = Targets.map(({ Id }) => Id as string);
    await this.clock.drive(client.send(new RemoveTargetsCommand({ Rule, Ids })));
  }

  /**
   * The invariants (scenarios/releases/README.md), once all has ended. Executions that somebody
   * stopped are named in `stopped`. `toldAgain`: who was killed between telling and noting that it has told tells
   * the same again.
   */
  async checkInvariants(stopped: readonly string[] = [], toldAgain = false): Promise<void> {
    await this.#witness.settled();
    expect(await violations(this, this.#witness, { stopped, toldAgain })).toEqual([]);
  }
}
