import * as z from 'zod';
import { alarmText } from '../../core/cloudwatch/alarm-text.ts';
import { factsSchema, gateFactSchema } from '../../core/recording/facts.ts';
import { frameSchema } from '../../core/recording/frame.ts';
import { frameAt } from '../../core/recording/frames-of.ts';
import type { Recording } from '../../core/recording/recording.ts';
import { instantSchema } from '../../core/values/instant.ts';

/** Why a rollout is where it is, or has ended as it did: its facts, and the last of its frames, without series. */
export const whySchema = z.object({
  asOf: instantSchema,
  sentence: frameSchema.shape.sentence.describe('The whole in one or two sentences'),
  toDo: frameSchema.shape.toDo.describe('Whether a person must act or is asked'),
  ...factsSchema.pick({
    endpoint: true,
    rollout: true,
    release: true,
    version: true,
    attempt: true,
    before: true,
    start: true,
    startedAt: true,
    endedAt: true,
    outcome: true,
    cause: true,
    urgent: true,
    phase: true,
    stop: true,
    problems: true,
    breaches: true,
    observed: true,
    nextSteps: true,
    aftermath: true,
    uploadedAt: true,
    uploadedBy: true,
    digest: true,
    changes: true,
    strategy: true,
    links: true,
  }).shape,
  phaseText: frameSchema.shape.phaseText,
  evidence: frameSchema.shape.evidence.describe('What comparisons of both fleets have found'),
  alarms: z.array(
    z.object({
      name: z.string(),
      on: factsSchema.shape.alarms.element.shape.on,
      state: frameSchema.shape.alarms.element.shape.state,
      text: z.string(),
      wentOff: z.boolean(),
    }),
  ),
  /** The findings are the evidence. */
  gates: z.array(gateFactSchema.omit({ judged: true })),
  /** Both fleets of this rollout, as they were seen last. */
  fleets: frameSchema.shape.fleets,
  seenAt: frameSchema.shape.seenAt,
  doing: frameSchema.shape.doing,
  exposure: frameSchema.shape.exposure.describe('What the new fleet has answered; null if not known'),
  happened: z.array(z.object({ at: instantSchema, text: z.string() })).describe('Oldest first'),
});
export type Why = z.infer<typeof whySchema>;

/** The rest says no more. */
const mostHappened = 60;

export function whyOf(recording: Recording): Why {
  const { asOf, facts, happened } = recording;
  const frame = frameAt(recording, asOf);
  const { sentence, toDo, phaseText, evidence, fleets, seenAt, doing, exposure, gates } = frame;
  return whySchema.parse({
    ...facts,
    ...{ asOf, sentence, toDo, phaseText, evidence, fleets, seenAt, doing, exposure, gates },
    alarms: facts.alarms.map((alarm) => {
      const { state, value } = frame.alarms.find(({ name }) => name === alarm.name) ?? { state: 'unknown' };
      return {
        ...{ name: alarm.name, on: alarm.on, state, text: alarmText({ ...alarm, value }) },
        wentOff: facts.breaches.some(({ name }) => name === alarm.name),
      };
    }),
    happened: happened.slice(-mostHappened),
  });
}
