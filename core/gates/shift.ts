/** How far a shift is. `over`: it has ended well, and a gate that still waits was missed. */
export type ShiftProgress =
  | {
      readonly kind: 'bake';
      /** From 1. */
      readonly number: number;
      /** The last one, while blue still stands: going back is instant. */
      readonly final: boolean;
      /** The part of the traffic that green takes, above 0 and at most 1. */
      readonly greenShare: number;
    }
  | { readonly kind: 'over' };
