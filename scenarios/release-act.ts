import {
  ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { SageMakerClient, UpdateEndpointWeightsAndCapacitiesCommand } from '@aws-sdk/client-sagemaker';
import { RedriveExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { stringify } from 'yaml';
import { onlyVariant } from './fields.ts';
import type { Act, NotedAct } from './release-acts.ts';
import { makeAlarm, setAlarm, watchWith } from './release-alarms.ts';
import { artifactBytes } from './release-artifacts.ts';
import { callSageMaker } from './release-calls.ts';
import { Commands } from './release-commands.ts';
import { followLink } from './release-links.ts';
import type { ReleaseNames } from './release-names.ts';
import type { Buttons } from './release-presses.ts';
import type { ReleaseStep, SageMakerCall, StepOf, WatchedInStory, WrittenManifest } from './release-step.ts';
import type { ReleaseStory } from './release-story.ts';
import type { Troubles } from './release-troubles.ts';
import type { ReleaseWorld } from './release-world.ts';
import { usualManifest } from './usual-manifest.ts';

/** Keys under a valid endpoint name. Anything elsewhere starts no release. */
const isWhereArtifactsBelong = /^models\/[a-zA-Z0-9-]+\/[^/]+\/(model\.tar\.gz|_READY)$/;

/** Sets up a story's beginning, and runs its steps. */
export class Actor {
  readonly #world: ReleaseWorld;
  readonly #labels: ReleaseNames;
  /** The story's endpoint. */
  readonly #endpoint: string;
  readonly #troubles: Troubles;
  /** Every manifest that was put, in order. */
  readonly #manifests: { readonly key: string; readonly version: string; readonly written: unknown }[] = [];
  /** All that was done, of all endpoints. */
  readonly #acts: Act[];
  readonly #commands: Commands;
  readonly #buttons: Buttons;

  constructor(
    world: ReleaseWorld,
    labels: ReleaseNames,
    endpoint: string,
    troubles: Troubles,
    acts: Act[],
    buttons: Buttons,
  ) {
    this.#world = world;
    this.#labels = labels;
    this.#endpoint = endpoint;
    this.#troubles = troubles;
    this.#acts = acts;
    this.#buttons = buttons;
    this.#commands = new Commands(world, labels, endpoint, (act) => this.#note(act));
  }

  /** What was there before the story, of the endpoint that it is about. */
  async prepare(story: ReleaseStory): Promise<void> {
    for (const [name, alarm] of Object.entries(story.alarms))
      await makeAlarm(this.#world, this.#endpoint, name, alarm);
    await this.#world.put('releases/made/model.tar.gz', artifactBytes('model', 'made'));
    await this.#world.put('releases/made/folder/model.json', '{}');
    for (const call of story.made) await this.#call(call);
    // Wait until the endpoint is up.
    while (this.#world.aws.endpoint(this.#endpoint)?.status === 'Creating')
      await this.#world.clock.advance(60_000);
    await this.begin(story);
  }

  /** Its manifest. */
  async begin({ manifest }: ReleaseStory): Promise<void> {
    if (manifest !== 'none') await this.#putManifest(manifest, 'yaml');
  }

  /** Registers variants with Application Auto Scaling, which needs an existing endpoint. */
  async autoscale(variants: readonly string[]): Promise<void> {
    const { clock, aws } = this.#world;
    for (const variant of variants) {
      const command = new RegisterScalableTargetCommand({
        ServiceNamespace: 'sagemaker',
        ResourceId: `endpoint/${this.#endpoint}/variant/${variant}`,
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        MinCapacity: 1,
        MaxCapacity: 9,
      });
      await clock.drive(aws.clients(ApplicationAutoScalingClient).send(command));
    }
  }

  /** Runs the step. Returns how people's answer differs from what the step expects, if it does. */
  async act(step: ReleaseStep): Promise<string | undefined> {
    const { kind, does } = step;
    const { clock, aws } = this.#world;
    switch (kind) {
      case 'upload':
        await this.upload(does);
        return;
      case 'put': {
        const { put: key, text } = does;
        this.#note({ kind: 'put', key, version: await this.#world.put(key, text), text });
        return;
      }
      case 'remove':
        await this.#world.remove(does.remove);
        return;
      case 'manifest':
        await this.#putManifest(does.manifest, does.as, does.pushedWith);
        return;
      case 'restore': {
        const put = this.#manifests[does.restore - 1];
        if (put === undefined) throw new Error(`the story has put no manifest ${does.restore} by then`);
        const version = await this.#world.restore(put.key, put.version);
        this.#note({ kind: 'manifest', version, written: put.written });
        return;
      }
      case 'alarm':
        await this.#alarm(does);
        return;
      case 'load':
        if (does.load === 'off') this.#world.stopLoad();
        else this.#world.startLoad(does.load * 1000, this.#endpoint);
        return;
      case 'rescale':
        await clock.drive(
          aws.clients(SageMakerClient).send(
            new UpdateEndpointWeightsAndCapacitiesCommand({
              EndpointName: this.#endpoint,
              DesiredWeightsAndCapacities: [
                { VariantName: does.variant ?? onlyVariant, DesiredInstanceCount: does.rescale },
              ],
            }),
          ),
        );
        return;
      case 'call':
        await this.#call(does);
        return;
      case 'decide':
      case 'abort':
      case 'judge':
      case 'retry':
      case 'rollback':
      case 'adopt':
        return this.#commands.give(step);
      case 'press':
        return this.#buttons.press(does, this.#endpoint, this.#labels, (act) => this.#note(act));
      case 'follow':
        return followLink(does, this.#world, this.#endpoint, this.#labels, (act) => this.#note(act));
      case 'stop': {
        const executionArn = await this.#executionOf(does.stop);
        const command = new StopExecutionCommand({ executionArn, cause: does.because });
        await clock.drive(aws.clients(SFNClient).send(command));
        return;
      }
      case 'redrive': {
        const executionArn = await this.#executionOf(does.redrive);
        await clock.drive(aws.clients(SFNClient).send(new RedriveExecutionCommand({ executionArn })));
        return;
      }
      case 'events':
      case 'replay':
      case 'pretend':
      case 'calls':
      case 'slack':
      case 'kill':
      case 'pause':
      case 'fault':
      case 'lift':
        await this.#troubles.bring(step, this.#endpoint);
        return;
      default:
        return kind satisfies never;
    }
  }

  /** Uploads an artifact. Its release has the step's name from now on. */
  async upload({ upload, as, version = upload, key }: StepOf<'upload'>): Promise<string> {
    const folder = `models/${this.#endpoint}/${version}`;
    if (as === 'folder') {
      await this.#world.put(`${folder}/config.json`, '{}');
      await this.#world.put(`${folder}/weights/part-1.bin`, upload);
      // The marker covers what was there before it, and S3's times are whole seconds: wait one.
      await this.#world.clock.advance(1000);
    }
    const bytes = as === 'folder' ? Buffer.alloc(0) : artifactBytes(as, upload);
    const name = as === 'folder' ? '_READY' : 'model.tar.gz';
    const release = await this.#world.upload(key ?? `${folder}/${name}`, bytes);
    if (key === undefined || isWhereArtifactsBelong.test(key)) this.#labels.name(upload, release);
    this.#note({ kind: 'upload', release, as });
    return release;
  }

  async #alarm({ alarm, becomes, watches }: StepOf<'alarm'>): Promise<void> {
    const name = this.#labels.filled(alarm) as string;
    if (watches) await watchWith(this.#world, name, this.#labels.filled(watches) as WatchedInStory);
    if (becomes) await setAlarm(this.#world, name, becomes);
  }

  async #putManifest(written: WrittenManifest, as: 'yaml' | 'json', pushedWith?: string): Promise<void> {
    const key = `models/${this.#endpoint}/greenlight.${as}`;
    if (written === 'none') {
      await this.#world.remove(key);
      return this.#note({ kind: 'manifest', version: null, written });
    }
    const metadata = pushedWith && {
      'greenlight-artifact': `models/${this.#endpoint}/${pushedWith}/model.tar.gz`,
      'greenlight-push': `push-${pushedWith}`,
    };
    const version = await this.#world.put(key, this.#manifestText(written, as), metadata || undefined);
    this.#manifests.push({ key, version, written });
    this.#note({ kind: 'manifest', version, written });
  }

  #manifestText(written: Exclude<WrittenManifest, 'none'>, as: 'yaml' | 'json'): string {
    if (typeof written === 'string') return written;
    const fields = Object.entries({ ...usualManifest, ...written }).filter(([, value]) => value !== null);
    const manifest = this.#labels.filled(Object.fromEntries(fields), this.#places);
    return as === 'json' ? JSON.stringify(manifest) : stringify(manifest);
  }

  async #call({ call, with: input }: SageMakerCall): Promise<void> {
    const filled = this.#labels.filled(input, this.#places) as Record<string, unknown>;
    const client = this.#world.aws.clients(SageMakerClient);
    this.#note({ kind: 'console', call, config: filled.EndpointConfigName as string | undefined });
    await this.#world.clock.drive(callSageMaker(client, call, filled));
  }

  /** The values of texts in braces, other than rollouts. */
  get #places(): Readonly<Record<string, string>> {
    const { bucket } = this.#world;
    return {
      bucket,
      data: `s3://${bucket}/releases/made/model.tar.gz`,
      folder: `s3://${bucket}/releases/made/folder/`,
      role: 'arn:aws:iam::000000000000:role/greenlight-local-model',
      arn: `arn:aws:sagemaker:us-east-1:000000000000:endpoint/${this.#endpoint.toLowerCase()}`,
    };
  }

  #note(act: NotedAct): void {
    this.#acts.push({ at: this.#world.clock.now(), endpoint: this.#endpoint, ...act } as Act);
  }

  async #executionOf(label: string): Promise<string> {
    if (label !== 'caretaker') return this.#world.executionArn(this.#labels.rollout(label));
    const running = (await this.#world.executions()).filter(({ status }) => status === 'RUNNING');
    const caretaker = running.find(({ name }) => name.includes('-care-'));
    if (caretaker === undefined) throw new Error('no caretaker is running');
    return this.#world.executionArn(caretaker.name);
  }
}
