import { useSignal } from '@preact/signals';
import type { WhatIf as Switches } from '../../core/dashboard/api.ts';
import { api } from '../api.ts';
import { msOf } from '../model/time.ts';
import { shownAt } from '../state/moment.ts';
import { facts, loadRollout } from '../state/rollout.ts';
import { session, setClock } from '../state/session.ts';

const traffics = [0.1, 0.5, 1, 2, 10] as const;

/** Of a simulation: what it would have been otherwise. Each switch plays the story anew. */
export function WhatIf() {
  const simulation = session.value?.simulation;
  const told = useSignal('');
  if (simulation == null) return null;
  const inForce = (simulation.whatIf ?? {}) as Switches;
  const again = (changed: Switches) => {
    const rollout = facts.peek()?.rollout ?? '';
    const began = performance.now();
    told.value = 'plays…';
    api
      .simulate(changed)
      .then(async (loaded) => {
        setClock(loaded.now, loaded.speed);
        session.value = loaded;
        await loadRollout(
          loaded.simulation?.rollouts.includes(rollout) === false
            ? (loaded.simulation.rollouts.at(-1) ?? rollout)
            : rollout,
        );
        told.value = `played anew in ${Math.round(performance.now() - began)} ms`;
      })
      .catch((error: unknown) => {
        told.value = error instanceof Error ? error.message : String(error);
      });
  };
  const without = (name: keyof Switches): Switches =>
    Object.fromEntries(Object.entries(inForce).filter(([key]) => key !== name));
  return (
    <section class="what-if" aria-label="What if">
      <span class="what-if-name">
        What if <span class="note">{simulation.story}</span>
      </span>
      <label>
        strategy{' '}
        <select
          value={inForce.strategy ?? ''}
          onChange={({ currentTarget: { value } }) =>
            again(value === '' ? without('strategy') : { ...inForce, strategy: value })
          }
        >
          <option value="">as told</option>
          {simulation.strategies.map((strategy) => (
            <option key={strategy}>{strategy}</option>
          ))}
        </select>
      </label>
      <label>
        traffic{' '}
        <select
          value={String(inForce.traffic ?? 1)}
          onChange={({ currentTarget: { value } }) =>
            again(value === '1' ? without('traffic') : { ...inForce, traffic: Number(value) })
          }
        >
          {traffics.map((times) => (
            <option key={times} value={String(times)}>
              ×{times}
            </option>
          ))}
        </select>
      </label>
      {simulation.alarms.length > 0 && (
        <label>
          trip at the shown instant{' '}
          <select
            value={inForce.trip?.alarm ?? ''}
            onChange={({ currentTarget: { value } }) => {
              const atSeconds = Math.max(0, (shownAt.peek() - msOf(simulation.startedAt)) / 1000);
              again(
                value === ''
                  ? without('trip')
                  : { ...inForce, trip: { alarm: value, atSeconds: Math.round(atSeconds) } },
              );
            }}
          >
            <option value="">no alarm</option>
            {simulation.alarms.map((alarm) => (
              <option key={alarm}>{alarm}</option>
            ))}
          </select>
        </label>
      )}
      <span class="note" role="status">
        {told}
      </span>
    </section>
  );
}
