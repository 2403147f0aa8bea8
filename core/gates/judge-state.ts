/** The bake that a judge has looked at, and when it looks once more before that bake ends: epoch milliseconds. */
export interface JudgeState {
  readonly bake: number;
  readonly lookAt: number;
  /** It is the final bake: nothing new is to be seen after that look, and going back is still instant. */
  readonly isFinal: boolean;
}
