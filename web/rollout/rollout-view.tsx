import { useEffect } from 'preact/hooks';
import { trouble } from '../state/connection.ts';
import { chartsSpan } from '../state/moment.ts';
import { facts, unshown } from '../state/rollout.ts';
import { About } from './about.tsx';
import { Alarms } from './alarms.tsx';
import { Changes } from './changes.tsx';
import { Charts } from './charts.tsx';
import { Evidence } from './evidence.tsx';
import { Exposure } from './exposure.tsx';
import { Gates } from './gates.tsx';
import { Happened } from './happened.tsx';
import { Headline } from './headline.tsx';
import { Links } from './links.tsx';
import { Others } from './others.tsx';
import { ProposalsToDecide } from './proposals.tsx';
import { Serves } from './serves.tsx';
import { TimeMachine } from './time-machine.tsx';
import { Timeline } from './timeline.tsx';
import { WhatIf } from './what-if.tsx';

/** Everything about one rollout, as of the shown instant. What is asked first needs no scrolling. */
export function RolloutView() {
  const { value } = facts;
  const title = value === undefined ? 'Greenlight' : `${value.endpoint} ${value.version} · Greenlight`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (value === undefined)
    return (
      <p class="loading">
        {unshown.value === undefined && trouble.value === undefined
          ? 'Reading the rollout…'
          : `Nothing can be shown. ${unshown.value ?? ''}`}
      </p>
    );
  // Before a shift there is nothing to draw, and whoever is asked wants to know what changes.
  const isDrawn = chartsSpan.value !== undefined;
  return (
    <div class="rollout">
      <WhatIf />
      <Headline />
      <ProposalsToDecide />
      <Timeline />
      <div class="first-screen">
        {isDrawn ? (
          <Charts />
        ) : (
          <div class="column">
            <Changes />
            <About />
          </div>
        )}
        <div class="answers">
          <Serves />
          <Evidence />
          <Exposure />
          <Gates />
        </div>
      </div>
      <div class="further">
        <div class="column">
          <Alarms />
          {isDrawn && (
            <>
              <Changes />
              <About />
            </>
          )}
        </div>
        <div class="column">
          <Happened />
          <Links />
          <Others />
        </div>
      </div>
      <TimeMachine />
    </div>
  );
}
