import { signal } from '@preact/signals';

/** The colours of charts, from the stylesheet: a canvas knows no custom properties. */
export interface Theme {
  readonly green: string;
  readonly blue: string;
  readonly quiet: string;
  readonly line: string;
  readonly bad: string;
  readonly alarm: string;
  readonly greenArea: string;
  readonly blueFill: string;
}

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    green: colour('green'),
    blue: colour('blue'),
    quiet: colour('quiet'),
    line: colour('line'),
    bad: colour('bad'),
    alarm: colour('alarm-shade'),
    greenArea: colour('green-area'),
    blueFill: colour('blue-fill'),
  };
}

export const theme = signal<Theme>(readTheme());

/** Reads the colours anew whenever the reader changes between dark and light. */
export function followTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    theme.value = readTheme();
  });
}

/** Stripes, so that blue's area is told from green's without colours. */
export function stripes(colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  const size = 8 * devicePixelRatio;
  [tile.width, tile.height] = [size, size];
  const context = tile.getContext('2d');
  if (context === null) return colour;
  context.strokeStyle = colour;
  context.lineWidth = size / 4;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}
