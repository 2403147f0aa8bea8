import { describe, expect, it } from 'vitest';
import { differences } from '../../scenarios/check.ts';
import { listScenarios, loadScenario, scenarioPath } from '../../scenarios/load.ts';
import { runScenario } from '../../scenarios/run.ts';

const stories = await listScenarios();

describe('A story', () => {
  it.each(stories)('%s is true', async (id) => {
    const scenario = await loadScenario(scenarioPath(id));
    expect(differences(scenario, await runScenario(scenario))).toEqual([]);
  });
});
