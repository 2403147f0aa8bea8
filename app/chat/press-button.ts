import type { PressChannel } from '../../core/chat/channel.ts';
import type { Click } from '../../core/chat/click.ts';
import { answerText, askedBy, type Press, type PressedAction, userName } from '../../core/chat/press.ts';
import type { CommandResult } from '../../core/commands/contract.ts';
import { decidersOf } from '../../core/gates/deciders.ts';
import { gateName } from '../../core/gates/gate-key.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import { mayDecide } from '../../core/gates/who.ts';
import { roundOf, type TokenClaim } from '../../core/links/signed-link.ts';
import type { RolloutRecords } from '../../core/ports/ledger.ts';
import { channelTitles } from '../../core/values/channel-id.ts';
import { epochMsOf } from '../../core/values/instant.ts';
import type { Commands } from '../commands/commands.ts';
import type { LinkKeyring } from '../links/link-keyring.ts';
import { readAnewOnce } from '../secrets/read-anew-once.ts';
import { whoPressed } from './who-pressed.ts';

export interface ButtonPorts {
  readonly channel: PressChannel;
  readonly ledger: RolloutRecords & GateLedger;
  readonly operations: Commands;
  /** The keys for signing buttons. */
  readonly keyring: LinkKeyring;
}

/**
 * The result of a press for the person who pressed; or why it is not known yet, and then nothing was done.
 */
export type Pressed =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'later'; readonly why: string };

/**
 * Does what a button asks for, if the button is ours and the person may do it. Idempotent: the same key gets
 * the same answer.
 *
 * @param takenAt when this press was first taken; anything done since may be its own effect
 */
export async function pressButton(
  ports: ButtonPorts,
  press: Press,
  key: string,
  takenAt: number,
): Promise<Pressed> {
  const asked = await verified(ports, press);
  switch (asked.kind) {
    case 'refused':
      return answer(false, asked.why);
    case 'gate':
      return answerGate(ports, press.click, asked, key);
    case 'abort':
    case 'roll-back':
      return stopOrReturn(ports, press.click, asked, key, takenAt);
    default:
      return asked satisfies never;
  }
}

const answer = (done: boolean, message: string): Pressed => ({
  kind: 'answer',
  text: answerText(done, message),
});
const answerOf = ({ done, message }: CommandResult): Pressed => answer(done !== 'nothing', message);

const verified = ({ keyring }: ButtonPorts, press: Press): Promise<PressedAction> =>
  readAnewOnce(
    async (fresh) => askedBy(await keyring({ fresh }), press),
    (asked) => asked.kind === 'refused' && asked.isUnverified,
  );

/** Answers a gate's question. The gate decides whether this person may. */
async function answerGate(
  ports: ButtonPorts,
  click: Click,
  { claim, gate }: PressedAction & { kind: 'gate' },
  key: string,
): Promise<Pressed> {
  const { endpoint } = claim;
  const kept = (await ports.ledger.gates(endpoint, gate.rollout, gate.stage)).find(
    ({ item }) => item.n === gate.n,
  );
  const round = kept && roundOf(claim, kept.item.round);
  if (kept !== undefined && round === undefined)
    return answer(false, 'This button belongs to no question of this gate. Nothing was changed.');
  const found = await whoPressed(ports.channel, click, kept?.item.ask?.by);
  if (found.kind !== 'known') return unknown(ports.channel, found);
  const { who } = found;
  const request = { endpoint, action: claim.action, who, gate: gateName(gate), round, key };
  return answerOf(await ports.operations.decide(request));
}

/** Concerns the whole rollout. Anybody may do it, unless one of its gates names who may decide. */
async function stopOrReturn(
  ports: ButtonPorts,
  click: Click,
  { kind, claim }: PressedAction & { kind: 'abort' | 'roll-back' },
  key: string,
  takenAt: number,
): Promise<Pressed> {
  const { endpoint, rollout } = claim;
  const by = decidersOf((await ports.ledger.rollout(endpoint, rollout))?.gates);
  const found = await whoPressed(ports.channel, click, by);
  if (found.kind !== 'known') return unknown(ports.channel, found);
  if (!mayDecide(found.who, { by, anyoneWithLink: false })) {
    const message = `The gates of ${rollout} say who may decide about it, and you are not among them. Nothing was changed.`;
    return answer(false, message);
  }
  const asking = {
    endpoint,
    by: userName(click),
    key,
    reason: `asked for in ${channelTitles[ports.channel.id]}`,
  };
  const { abort, rollback } = ports.operations;
  const operated =
    kind === 'abort'
      ? await abort({ ...asking, release: rollout })
      : await rollback({ ...asking, from: rollout, fast: false });
  const isStopped =
    operated.done === 'stopped' ||
    (operated.done === 'nothing' && (await isStoppedBy(ports.ledger, claim, asking.by, takenAt)));
  if (isStopped) return answer(true, `${rollout} is stopped, as you asked`);
  return answerOf(operated);
}

/** An earlier try may have stopped it and then died. By now the rollout may have ended. */
async function isStoppedBy(
  ledger: RolloutRecords & GateLedger,
  { endpoint, rollout }: TokenClaim,
  by: string,
  since: number,
) {
  const stop = (await ledger.rollout(endpoint, rollout))?.stop;
  return stop?.kind === 'abort' && stop.by === by && epochMsOf(stop.at) >= since;
}

const unknown = (
  { id }: PressChannel,
  found: { readonly kind: 'later' | 'unknowable'; readonly why: string },
): Pressed =>
  found.kind === 'later'
    ? { kind: 'later', why: found.why }
    : answer(
        false,
        `${channelTitles[id]} does not tell Greenlight whether you may (${found.why}): its app needs setting right. Nothing was changed.`,
      );
