import { NowView } from './now/now-view.tsx';
import { RolloutView } from './rollout/rollout-view.tsx';
import { route } from './route.ts';
import { Banner } from './shell/banner.tsx';
import { Help } from './shell/help.tsx';
import { TopBar } from './shell/top-bar.tsx';

export function App() {
  return (
    <>
      <TopBar />
      <Banner />
      <main tabIndex={-1}>
        {route.value.view === 'now' ? <NowView /> : <RolloutView key={route.value.rollout} />}
      </main>
      <Help />
    </>
  );
}
