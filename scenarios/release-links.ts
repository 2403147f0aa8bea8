import type { NotedAct } from './release-acts.ts';
import type { ReleaseNames } from './release-names.ts';
import { answers, readReference, tampered } from './release-references.ts';
import type { StepOf } from './release-step.ts';
import type { ReleaseWorld } from './release-world.ts';

const linkIn = /https?:\/\/\S+\/decide\?link=[\w.-]+/g;

/** Opens or follows a link of a notice. @throws Error if there is none */
export async function followLink(
  { follow, of, which, opens, forged, reason, answered }: StepOf<'follow'>,
  world: ReleaseWorld,
  endpoint: string,
  labels: ReleaseNames,
  note: (act: NotedAct) => void,
): Promise<string | undefined> {
  const rollout = of && labels.rollout(of);
  const links = linksIn(world).filter(
    ({ reference }) =>
      (answers[follow] as readonly string[]).includes(reference.action) &&
      reference.endpoint === endpoint &&
      (rollout === undefined || reference.rollout === rollout),
  );
  const link = which === 'newest' ? links.at(-1) : links.at(-2);
  if (link === undefined) throw new Error(`no notice about ${endpoint} has such a link`);
  const { reference, text } = link;
  const sealed = forged ? tampered(text) : text;
  const { aws, clock } = world;
  const page = `${aws.outputs.DecideUrl}decide`;
  if (!opens) note({ kind: 'follow', ...reference, forged, sentAt: clock.now() });
  // A form that was changed names the changed answer, too.
  const action = readReference(sealed)?.action ?? '';
  const request = opens
    ? aws.fetchUrl(`${page}?link=${sealed}`)
    : aws.fetchUrl(page, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ link: sealed, action, reason }).toString(),
      });
  const { status } = await clock.drive(request);
  return answered === undefined || answered === status
    ? undefined
    : `follow: expected the answer ${answered}, got ${status}`;
}

/** All links that people were told, in order. */
const linksIn = ({ told }: ReleaseWorld) =>
  told
    .flatMap(({ description }) => description.match(linkIn) ?? [])
    .flatMap((address) => {
      const text = new URL(address).searchParams.get('link') ?? '';
      const reference = readReference(text);
      return reference === undefined ? [] : [{ text, reference }];
    });
