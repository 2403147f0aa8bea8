import { type Offer, offersOf, type SignButton } from '../chat/offers.ts';
import type { RolloutView } from '../chat/view.ts';
import { type Button, plainText } from './block-kit.ts';
import { limits } from './limits.ts';
import { unformatted } from './text.ts';

/** The prefix of our `action_id`s, because a message may contain other apps' buttons. */
export const actionPrefix = 'greenlight:';

/** The buttons of a rollout's message: what a person may do about it in its current state. */
export const buttonsOf = (view: RolloutView, sign: SignButton): Button[] =>
  offersOf(view).map((offer) => button(view, offer, sign));

function button(view: RolloutView, { action, label, effect, gate }: Offer, sign: SignButton): Button {
  const { endpoint, rollout, version } = view;
  const style = action === 'approve' || action === 'continue' ? 'primary' : 'danger';
  const what = `${unformatted(endpoint, 63)} ${unformatted(version, 60)}`;
  return {
    type: 'button',
    action_id: `${actionPrefix}${action}`,
    text: plainText(label),
    value: sign({ action, endpoint, rollout, ...(gate !== undefined && { gate }) }),
    style,
    confirm: {
      title: plainText(`${label}?`),
      text: plainText(unformatted(`${what}: ${effect}`, limits.confirmText)),
      confirm: plainText(label),
      deny: plainText('Cancel'),
      style,
    },
  };
}
