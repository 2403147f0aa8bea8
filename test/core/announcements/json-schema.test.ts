import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stateChangeJsonSchema } from '../../../core/announcements/json-schema.ts';
import {
  aboutGate,
  aboutRollout,
  type StateChange,
  stateChangeSchema,
} from '../../../core/announcements/state-change.ts';
import { openedGate } from '../../../core/gates/item.ts';
import { phaseSchema } from '../../../core/records/rollout-record.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import {
  aBreach,
  anArtifact,
  aProblem,
  aRollout,
  aStop,
  instant,
  instantMs,
} from '../../support/builders.ts';

const published = fileURLToPath(new URL('../../../greenlight-events.schema.json', import.meta.url));
const docs = fileURLToPath(new URL('../../../docs/events.md', import.meta.url));

const every = { schemaVersion: '1' as const, at: instant };
const about = aboutRollout(aRollout(), instant);
const gate = aboutGate(aRollout(), openedGate('before', 0, 'approval', instantMs));
/** One of each phase, as they are announced. */
const events: StateChange[] = [
  ...phaseSchema.exclude(['concluded']).options.map((phase) => ({ ...about, phase })),
  {
    ...about,
    phase: 'concluded',
    ...concludeEnding({
      kind: 'verdict',
      verdict: { kind: 'rolled-back', breaches: [aBreach()], stop: aStop() },
    }),
  },
  { ...about, phase: 'aftermath', status: 'InService', serving: null },
  { ...every, endpoint: 'iris', phase: 'alarm', rollout: null, breach: aBreach(), count: 2 },
  { ...about, phase: 'gate', gate: { ...gate, why: 'a person', question: 'Release it?', until: instant } },
  {
    ...about,
    phase: 'decision',
    gate,
    verdict: 'approve',
    by: 'U0ANA',
    name: 'Ana',
    via: 'slack',
    decidedAt: instant,
    reason: 'fine',
  },
  { ...every, endpoint: 'iris', phase: 'drift', what: 'config', from: 'a', to: null },
  {
    ...every,
    endpoint: null,
    phase: 'misplaced',
    artifact: anArtifact(),
    uploadedBy: 'ada',
    problems: [aProblem()],
  },
];

describe('The published schema of the events', () => {
  it('is current: npm run schema writes it', async () => {
    expect(JSON.parse(await readFile(published, 'utf8'))).toEqual(stateChangeJsonSchema());
  });

  it('takes every event that is announced, and members that it does not know', async () => {
    const schema = z.fromJSONSchema(JSON.parse(await readFile(published, 'utf8')));
    for (const event of events) {
      expect(schema.safeParse({ ...event, newcomer: 1 }).error).toBeUndefined();
      expect(schema.safeParse({ ...event, at: 1 }).success).toBe(false);
    }
  });

  it('is told of, phase by phase, in docs/events.md', async () => {
    const text = await readFile(docs, 'utf8');
    const phases = stateChangeSchema.options.flatMap(({ shape: { phase } }) =>
      'values' in phase ? [...phase.values] : phase.options,
    );
    expect(phases.length).toBeGreaterThan(10);
    for (const phase of phases) expect(text).toContain(`| \`${phase}\` |`);
  });
});
