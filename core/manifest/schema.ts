import * as z from 'zod';
import { alarm } from '../alarms/alarm-schema.ts';
import { andListed } from '../values/listed.ts';
import { capture } from './capture.ts';
import { fleet } from './fleet.ts';
import { gates } from './gates.ts';
import { model } from './model.ts';
import { notify } from './notify.ts';
import { rollout } from './rollout.ts';
import { tags } from './tags.ts';

const fields = {
  $schema: z
    .string({ error: 'the address of a JSON Schema' })
    .meta({ description: 'For JSON editors; Greenlight does not read it.' })
    .optional(),
  model: model.optional(),
  fleet: fleet.optional(),
  rollout: rollout.optional(),
  alarms: z
    .array(alarm, { error: 'a list of alarms' })
    .max(50, { error: 'at most 50 alarms' })
    .meta({ description: 'Alarms that roll back or tell: those that exist, by name, or ours, by metric.' })
    .default([]),
  alarmsMustBeSound: z
    .boolean({ error: 'true or false' })
    .meta({
      description:
        'true: a release is refused if an alarm would by itself take back more than 5 % of sound ones, by the endpoint’s own traffic.',
    })
    .optional(),
  capture: capture.optional(),
  notify: notify.optional(),
  gates: gates.optional(),
  tags: tags.optional(),
  keep: z
    .int({ error: 'a whole number of releases, 1 to 50' })
    .min(1, { error: 'a whole number of releases, 1 to 50' })
    .max(50, { error: 'a whole number of releases, 1 to 50' })
    .meta({ description: 'Releases kept for rollback.' })
    .default(5),
};

/** The top-level fields that say something to Greenlight, in the order in which they are named. */
const names = Object.keys(fields).filter((name) => name !== '$schema');

/**
 * The manifest `models/<endpoint>/greenlight.yaml` (docs/manifest.md). This is the only schema; the JSON Schema for
 * editors is generated from it. The limits are AWS's (API model of CreateEndpointConfig and UpdateEndpoint).
 */
export const manifestSchema = z.strictObject(fields, { error: `a manifest with ${andListed(names)}` });

/** Whether a top-level field of that name exists. */
export const isManifestField = (name: string): boolean => Object.hasOwn(fields, name);

export type Manifest = z.output<typeof manifestSchema>;
