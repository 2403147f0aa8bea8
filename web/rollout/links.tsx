import { useSignal } from '@preact/signals';
import { Card } from '../parts/card.tsx';
import { reportHref, rolloutHref } from '../route.ts';
import { chosenAt, hasEnded } from '../state/moment.ts';
import { facts, page } from '../state/rollout.ts';

/** Whatever leads on: the console's pages, and the next steps. */
export function Links() {
  const { value } = facts;
  if (value === undefined) return null;
  const told = value.aftermath === undefined ? value.nextSteps : value.aftermath.nextSteps;
  const steps = (hasEnded.value ? told : undefined) ?? [];
  return (
    <Card title="Further" name="links">
      <ul class="links">
        {value.links.map(({ label, url }) => (
          <li key={url}>
            <a href={url}>{label}</a>
          </li>
        ))}
        {hasEnded.value && <Report rollout={value.rollout} />}
        <li>
          <CopyLink rollout={value.rollout} />
        </li>
      </ul>
      {steps.length > 0 && (
        <ul class="steps">
          {steps.map(({ text, command, url }) => (
            <li key={text}>
              {url === undefined ? text : <a href={url}>{text}</a>}
              {command !== undefined && <code>{command}</code>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** The report, made here of the same recording; and where it is kept, which outlives this page. */
function Report({ rollout }: { readonly rollout: string }) {
  const kept = page.value?.keptReport;
  return (
    <li>
      <a href={reportHref(rollout)} target="_blank" rel="noopener">
        Report
      </a>
      {kept != null && (
        <span class="note">
          {' '}
          kept as {kept.url === null ? kept.object : <a href={kept.url}>{kept.object}</a>}, some minutes after
          the end
        </span>
      )}
    </li>
  );
}

/** The address of what is shown, with its instant. */
function CopyLink({ rollout }: { readonly rollout: string }) {
  const told = useSignal('');
  const copy = () => {
    const address = new URL(rolloutHref(rollout, chosenAt.value ?? undefined), document.baseURI).href;
    navigator.clipboard.writeText(address).then(
      () => {
        told.value = 'copied';
      },
      () => {
        told.value = address;
      },
    );
  };
  return (
    <>
      <button type="button" class="quiet-button" onClick={copy}>
        Copy link to this instant
      </button>{' '}
      <span class="note" role="status">
        {told}
      </span>
    </>
  );
}
