import { render } from 'preact';
import './style/page.css';
import { TimeMachine } from './rollout/time-machine.tsx';
import { followAddress, route } from './route.ts';
import { guarded } from './state/connection.ts';
import { loadRollout } from './state/rollout.ts';

/**
 * A page with nothing on it but the time machine itself: the same slider, handler and clock, and nothing that they move. What
 * dragging costs on the real page is compared with what it costs here (npm run test:browser).
 */
followAddress();
const { value } = route;
if (value.view === 'rollout') guarded(() => loadRollout(value.rollout));
const element = document.querySelector('#page');
if (element !== null) render(<TimeMachine />, element);
