import { effect } from '@preact/signals';
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './style/page.css';
import { App } from './app.tsx';
import { followTheme } from './charts/theme.ts';
import { followKeys } from './keyboard.ts';
import { followAddress, route } from './route.ts';
import { guarded, keepUpToDate } from './state/connection.ts';
import { chosenAt } from './state/moment.ts';
import { pause } from './state/play.ts';
import { page } from './state/rollout.ts';
import { loadSession, startClock } from './state/session.ts';

followAddress();
effect(() => {
  const { value } = route;
  pause();
  // Nothing of another rollout is shown while this one is read.
  if (value.view === 'rollout' && page.peek()?.recording.facts.rollout !== value.rollout)
    page.value = undefined;
  chosenAt.value = value.view === 'rollout' ? (value.at ?? null) : null;
});
followTheme();
followKeys();
startClock();
guarded(loadSession);
keepUpToDate();

const element = document.querySelector('#page');
if (element !== null) render(<App />, element);
