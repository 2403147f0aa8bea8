import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { drawHistory, type History } from '../../../scenarios/fuzz/draw-history.ts';
import { shrink } from '../../../scenarios/fuzz/shrink.ts';
import { storyText } from '../../../scenarios/fuzz/story-text.ts';
import { parseReleaseStory } from '../../../scenarios/release-story.ts';

const history: History = {
  ...drawHistory(1),
  others: ['fraud'],
  assumptions: { insufficientData: 'trips' },
  steps: [
    { at: '0s', upload: 'v2' },
    { at: '1m', alarm: 'kpi', becomes: 'OK' },
    { at: '2m', manifest: { keep: 2, gates: { before: [{ approval: { timeout: '1h' } }] } } },
    { at: '3m', upload: 'v2@fraud', version: 'v2', as: 'folder', on: 'fraud' },
    { at: '4m', upload: 'v3', as: 'folder' },
    { at: '5m', abort: 'current', twice: true },
  ],
};
const kinds = ({ steps }: History) => steps.map((step) => Object.keys(step).find((key) => key !== 'at'));

describe('Shrinking', () => {
  it('leaves what it takes to fail, and nothing else', async () => {
    const fails = async ({ steps }: History) =>
      steps.some((step) => 'gates' in ((step.manifest as object | undefined) ?? {})) &&
      steps.some(({ abort }) => abort !== undefined);
    const smallest = await shrink(history, fails);
    expect(smallest).toMatchObject({ others: [], assumptions: {}, manifest: {} });
    expect(smallest.steps).toEqual([
      { at: '2m', manifest: { gates: { before: [{ approval: { timeout: '1h' } }] } } },
      { at: '5m', abort: 'current' },
    ]);
  });

  it('keeps an endpoint that it takes', async () => {
    const fails = async ({ steps }: History) => steps.some(({ on }) => on === 'fraud');
    const smallest = await shrink(history, fails);
    expect([smallest.others, kinds(smallest)]).toEqual([['fraud'], ['upload']]);
  });

  it('stops after so many histories', async () => {
    let played = 0;
    await shrink(history, async () => ++played > 1_000_000, 7);
    expect(played).toBe(7);
  });
});

describe('The story of a history', () => {
  it('is that history, one step a line', () => {
    for (const seed of [1, 2, 3, 25]) {
      const drawn = drawHistory(seed);
      const text = storyText(drawn, ['6: it says\nwhat failed']);
      const usual = { slack: 'none', throttling: 'none', retries: 'once' };
      expect({ assumptions: {}, others: [], quotas: {}, ...usual, ...parse(text) }).toEqual(
        JSON.parse(JSON.stringify({ ...drawn, drawn: true })),
      );
      expect(text.split('\n').filter((line) => line.startsWith('  - ')).length).toBe(drawn.steps.length);
      expect(text).toContain('# 6: it says what failed\n');
      expect(parseReleaseStory(parse(text), 'text').drawn).toBe(true);
    }
  });
});
