import { clockText } from '../model/time.ts';
import { ToneIcon } from '../parts/tone.tsx';
import { connection, trouble } from '../state/connection.ts';

/** What keeps the page from showing what is. */
export function Banner() {
  const { value: link } = connection;
  const texts = [
    ...(link.kind === 'lost'
      ? [`The connection is lost: what you see is as of ${clockText(link.since)} UTC. Trying again…`]
      : []),
    ...(trouble.value === undefined ? [] : [trouble.value.text]),
  ];
  return (
    <div role="alert" class="banners">
      {texts.map((text) => (
        <p key={text} class="banner">
          <ToneIcon tone="bad" />
          {text}
        </p>
      ))}
    </div>
  );
}
