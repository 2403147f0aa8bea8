import type { LoggingConfiguration } from '@aws-sdk/client-sfn';
import { arnOf, type LocalContext } from '../context.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { Execution } from './execution.ts';
import { readDefinition } from './read-definition.ts';
import { Redrives } from './redrive.ts';
import { checkedName } from './requests.ts';
import { runExecution } from './run.ts';
import type { StateMachine } from './state-machine.ts';
import type { Engine } from './visit.ts';

/** What a state machine is made from; the fields are those of CreateStateMachine. */
export interface StateMachineSpec {
  readonly name: string;
  /** The Amazon States Language definition, as JSON text. */
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: 'STANDARD' | 'EXPRESS';
  /** Kept and shown; it has no effect here. */
  readonly loggingConfiguration?: LoggingConfiguration;
}

/** The state machines and executions there are. */
export class Executions {
  readonly #context: LocalContext;
  readonly #engine: Engine;
  readonly #onChange: (execution: Execution) => void;
  readonly #redrives = new Redrives();
  readonly #machines = new Map<string, StateMachine>();
  readonly #executions = new Map<string, Execution>();
  /** By state machine, in the order they started. */
  readonly #startedOn = new Map<string, Execution[]>();

  /** @param onChange called when an execution starts, ends or is redriven */
  constructor(context: LocalContext, engine: Engine, onChange: (execution: Execution) => void) {
    this.#context = context;
    this.#engine = engine;
    this.#onChange = onChange;
  }

  /**
   * Creates a state machine and returns its ARN; the same once more changes nothing.
   * @throws AwsError InvalidDefinition with everything that is wrong or not covered, InvalidName, or
   *   StateMachineAlreadyExists if the name is taken by another definition or role
   */
  createStateMachine(spec: StateMachineSpec): string {
    const name = checkedName(spec.name);
    if (spec.type === 'EXPRESS') throw notCovered('state machines of type EXPRESS; use STANDARD');
    const arn = arnOf(this.#context, 'states', `stateMachine:${name}`);
    const existing = this.#machines.get(arn);
    if (existing !== undefined) {
      if (existing.text === spec.definition && existing.roleArn === spec.roleArn) return arn;
      throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    }
    this.#machines.set(arn, {
      arn,
      name,
      roleArn: spec.roleArn,
      text: spec.definition,
      definition: readDefinition(spec.definition),
      loggingConfiguration: spec.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
      createdAt: this.#context.clock.now(),
    });
    this.#startedOn.set(arn, []);
    return arn;
  }

  /**
   * Starts an execution. The same name and input while that execution runs is the same execution.
   * @param input JSON text
   * @throws AwsError ExecutionAlreadyExists if the name is taken otherwise
   */
  start(machine: StateMachine, name: string, input: string): Execution {
    const arn = arnOf(this.#context, 'states', `execution:${machine.name}:${name}`);
    const existing = this.#executions.get(arn);
    if (existing !== undefined) {
      if (existing.status === 'RUNNING' && existing.input.text === input) return existing;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const told = this.#engine.spelling.read(input);
    const execution = new Execution({ arn, name, machine, input: told }, this.#context.clock, this.#onChange);
    this.#executions.set(arn, execution);
    this.#startedOn.get(machine.arn)?.push(execution);
    void runExecution(execution, this.#engine);
    return execution;
  }

  /** Makes an unsuccessful execution run on. @returns when. @throws AwsError ExecutionNotRedrivable */
  redrive(execution: Execution, clientToken: string | undefined): number {
    return this.#redrives.redrive(execution, clientToken, this.#context.clock.now(), (redriven) => {
      void runExecution(redriven, this.#engine);
    });
  }

  /** All state machines by name. */
  get machines(): StateMachine[] {
    return [...this.#machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws AwsError StateMachineDoesNotExist */
  machine(arn: string): StateMachine {
    const machine = this.#machines.get(arn);
    if (machine === undefined) {
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    }
    return machine;
  }

  /** The executions of a state machine, in the order they started. */
  of(machine: StateMachine): readonly Execution[] {
    return this.#startedOn.get(machine.arn) ?? [];
  }

  /** @throws AwsError ExecutionDoesNotExist */
  execution(arn: string): Execution {
    const execution = this.#executions.get(arn);
    if (execution === undefined) {
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    }
    return execution;
  }
}
