import * as z from 'zod';
import { fleetViewSchema } from '../chat/view.ts';
import { deploymentStateSchema } from '../deployment/state.ts';
import { instantSchema } from '../values/instant.ts';
import { factsSchema } from './facts.ts';

/** The endpoint as it was seen at one instant, by the controller at its work or by whoever watches. */
const lookSchema = z.object({
  at: instantSchema,
  /** SageMaker's own status of the endpoint. */
  status: z.string(),
  /** Both fleets; one line for each variant if there are several. */
  fleets: z.array(fleetViewSchema),
  state: deploymentStateSchema,
});
export type Look = z.infer<typeof lookSchema>;

const fleetDoingSchema = z.object({
  requests: z.number(),
  errors5xx: z.number(),
  errors4xx: z.number(),
});

/** What both fleets did in one period. Latencies are in milliseconds; absent where nothing was sent. */
const fleetPeriodSchema = z.object({
  /** Epoch milliseconds at which it begins. */
  at: z.number(),
  green: fleetDoingSchema,
  blue: fleetDoingSchema,
  /** Of the new fleet. */
  greenLatency: z.object({ p50: z.number(), p90: z.number(), p99: z.number() }).optional(),
  /** Of both fleets together: the old one's cannot be taken apart (docs/assumptions.md). */
  bothLatency: z.object({ p50: z.number(), p90: z.number(), p99: z.number() }).optional(),
  /** Per cent of the CPU, on average over instances; the new fleet's, and both together. */
  greenCpu: z.number().optional(),
  bothCpu: z.number().optional(),
});
export type FleetPeriod = z.infer<typeof fleetPeriodSchema>;

/** The traffic of a rollout, measured; or why it is not known. */
const fleetTrafficSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('known'),
    periodSeconds: z.number(),
    periods: z.array(fleetPeriodSchema),
    /** Until when CloudWatch can be trusted to be complete: later periods may still grow. */
    completeUntil: z.number(),
  }),
  z.object({ kind: z.literal('unknown'), why: z.string() }),
]);
export type FleetTraffic = z.infer<typeof fleetTrafficSchema>;

/** An alarm's states, oldest first, from CloudWatch's own history. */
const alarmStatesSchema = z.object({
  name: z.string(),
  states: z.array(
    z.object({
      at: instantSchema,
      state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      value: z.number().optional(),
    }),
  ),
  /** What it measured, minute by minute, in the unit of the alarm; empty where it cannot be read. */
  values: z.array(z.object({ at: z.number(), value: z.number() })),
});
export type AlarmStates = z.infer<typeof alarmStatesSchema>;

/** What happened and was told: an event for machines, a notice for people, or both in one line. */
const happeningSchema = z.object({
  at: instantSchema,
  /** A phase of docs/events.md. */
  kind: z.string(),
  /** One line for people. */
  text: z.string(),
  tone: z.enum(['plain', 'good', 'bad', 'asks']),
});
export type Happening = z.infer<typeof happeningSchema>;

/**
 * Everything that is known of a rollout, each thing with its instant. It is written to the bucket at the end of a
 * rollout, made anew for one under way, and made of a simulation: the page and the report read nothing else.
 */
export const recordingSchema = z.object({
  format: z.literal(1),
  /** What it says is as of then. */
  asOf: instantSchema,
  /** Where it comes from. */
  source: z.enum(['live', 'kept', 'simulated']),
  facts: factsSchema,
  /** Oldest first. Between two looks, the page shows the earlier one, and how old it is. */
  looks: z.array(lookSchema),
  traffic: fleetTrafficSchema,
  alarms: z.array(alarmStatesSchema),
  /** Oldest first. */
  happened: z.array(happeningSchema),
});
export type Recording = z.infer<typeof recordingSchema>;
