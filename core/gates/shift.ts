/** How far a shift is. `over`: it has ended well; a gate that still waits has missed its bakes. */
export type ShiftProgress =
  | {
      readonly kind: 'bake';
      /** From 1. */
      readonly number: number;
      /** The last bake, in which blue still stands: going back is instant. */
      readonly final: boolean;
      /** Green's share of the traffic, above 0 and at most 1. */
      readonly greenShare: number;
      /** How long it lasts at least, as planned; undefined if the plan does not know it. */
      readonly seconds?: number;
    }
  | { readonly kind: 'over' };
