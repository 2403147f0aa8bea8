import { afterEach, describe, expect, it } from 'vitest';
import { packagingMs } from '../support/packaged.ts';
import { type Story, startStory } from './story.ts';

let story: Story;
afterEach(() => story.close());

describe('x', () => {
  it(
    'y',
    async () => {
      story = await startStory({}, 'bot');
      await story.uploadManifest();
      await story.makeAlarm();
      const first = await story.upload('models/iris/v1/model.tar.gz');
      const t0 = Date.now();
      console.log(await story.ended(first));
      story.aws.slack.onChange(() => {
        const m = story.aws.slack
          .messages()
          .filter((x) => !x.threadTs)
          .at(-1);
        console.log(
          new Date(story.clock.now()).toISOString(),
          m?.text,
          JSON.stringify(
            m?.blocks.map((b: any) => b.text?.text ?? b.elements?.map((e: any) => e.text?.text ?? e.text)),
          ),
        );
      });
      const second = await story.upload('models/iris/v2/model.tar.gz');
      console.log(await story.ended(second));
      await story.clock.advance(600_000);
      for (const m of story.aws.slack.messages()) console.log(m.threadTs ? '   ' : '', m.ts, m.text);
      console.log(story.handlerErrors, Date.now() - t0);
    },
    packagingMs,
  );
});
