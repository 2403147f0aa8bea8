import type { Act } from '../../release-acts.ts';
import { type ActOf, actsOf, isoOf, manifestOf, type Promised } from './promise.ts';
import { askedAt, mayAnswer } from './who-may.ts';

/**
 * 10: a question is answered once, in time, by somebody whom the manifest lets, and who has really said so: by a command,
 * a button that Slack has signed, or a link as it was told. What is forged, late, repeated or of another question changes
 * nothing.
 */
export const decisions: Promised = ({ world, acts, ledger }) => {
  const announced = world.announced();
  return ledger.flatMap((kept) => {
    const [, rollout = '', stage = '', n = ''] =
      /^gate#(.+)#(before|during|after)#(\d+)$/.exec(String(kept.sk)) ?? [];
    if (rollout === '') return [];
    const item = kept.item as { decision?: Decided; earlier?: readonly Decided[] };
    const all = [...(item.earlier ?? []), ...(item.decision === undefined ? [] : [item.decision])];
    const record = ledger.find(({ sk }) => sk === `rollout#${rollout}`);
    const id = `${rollout}/${stage}/${n}`;
    const asked = announced.flatMap(({ detail }) => {
      const gate = detail.gate as Asked | undefined;
      // A gate that only waits is announced as well, with another time.
      return detail.phase === 'gate' && gate?.id === id && gate.question !== undefined
        ? [{ ...gate, at: Date.parse(String(detail.at)) }]
        : [];
    });
    const endpoint = String(record?.endpoint);
    return all.flatMap((decided, index) => {
      const { round, by, via, verdict, at } = decided;
      const of = `10: ${id}, question ${round}, was answered by ${by} (${via}) at ${isoOf(at)}`;
      const question = asked.find((one) => one.round === round);
      const said = actsOf(acts, 'manifest', endpoint).filter((put) => put.at <= at);
      const settled = record?.settled as { digest?: string } | undefined;
      const own = settled?.digest === decided.digest ? manifestOf(record, acts) : undefined;
      // What was settled before it changed is not known any more: any manifest up to then may have been in force.
      const manifests = own === undefined ? said.map(({ written }) => written) : [own.written];
      const asking = manifests.flatMap((written) => askedAt(written, stage, Number(n)));
      return [
        ...(all.findIndex((one) => one.round === round) === index ? [] : [`${of}, and before`]),
        ...(question?.until !== undefined && at >= Date.parse(question.until)
          ? [`${of}, and the time was up at ${question.until}`]
          : []),
        ...(asking.some((one) => mayAnswer({ by, via }, one)) ? [] : [`${of}, who may not`]),
        ...(hasSaidSo(acts, { ...decided, rollout, endpoint, key: String(kept.sk), askedAt: question?.at })
          ? []
          : [`${of}: ${verdict}, and nobody has said so`]),
      ];
    });
  });
};

interface Decided {
  readonly verdict: 'approve' | 'reject';
  readonly by: string;
  readonly via: string;
  readonly at: number;
  readonly round: number;
  readonly digest?: string;
}

interface Asked {
  readonly question?: string;
  readonly id: string;
  readonly round: number;
  readonly until?: string;
}

type Answered = Decided & {
  readonly rollout: string;
  readonly endpoint: string;
  /** The ledger's key of the gate. */
  readonly key: string;
  /** When that question was asked, if it was announced. */
  readonly askedAt: number | undefined;
};

/** An announcement that is refused is tried again for so long; what people are shown does not wait for it. */
const announcingMs = 60_000;

function hasSaidSo(acts: readonly Act[], answered: Answered): boolean {
  const { by, via, at, verdict, endpoint, rollout, key, askedAt = 0 } = answered;
  const isIt = (act: ActOf<'press'> | ActOf<'follow'>) =>
    !act.forged &&
    act.gate === key &&
    act.rollout === rollout &&
    act.sentAt <= at &&
    act.sentAt < act.expiresAt &&
    (['approve', 'continue'].includes(act.action) ? 'approve' : 'reject') === verdict;
  switch (via) {
    case 'slack':
      // A button that was there before the question was asked is one of another question.
      return actsOf(acts, 'press', endpoint).some(
        (act) => isIt(act) && act.by === by && act.shownSince >= askedAt - announcingMs,
      );
    case 'link':
      return actsOf(acts, 'follow', endpoint).some(isIt);
    default:
      return actsOf(acts, 'decide', endpoint).some(
        (act) =>
          act.action === verdict &&
          act.by === by &&
          act.at >= at &&
          act.done !== 'nothing' &&
          (act.rollout ?? rollout) === rollout,
      );
  }
}
