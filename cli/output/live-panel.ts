/** The part of a terminal that is used. */
export interface Terminal {
  write(text: string): unknown;
  readonly columns?: number;
}

/** The width of a terminal. Some say 0 where they do not know it. */
export const columnsOf = ({ columns }: { readonly columns?: number }, otherwise: number): number =>
  columns || otherwise;

/** Lines that stay at the bottom of a terminal while others scroll by above. */
export interface LivePanel {
  /** Writes `text` above the panel. */
  print(text: string): void;
  /** Replaces the panel with the one from `lines`, which is given the terminal's width. */
  show(lines: (columns: number) => readonly string[]): void;
  /** Leaves the panel in place. Later output comes below it. */
  leave(): void;
  /** Removes the panel. */
  remove(): void;
}

export function livePanel(terminal: Terminal): LivePanel {
  let drawn = 0;
  let latest: (columns: number) => readonly string[] = () => [];

  const erase = () => (drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '');
  const draw = (above: string) => {
    const panel = latest(columnsOf(terminal, 80));
    // A single write, so that nothing flickers between erasing and drawing.
    terminal.write(`${erase()}${above}${panel.map((line) => `${line}\n`).join('')}`);
    drawn = panel.length;
  };
  const forget = () => {
    latest = () => [];
  };

  return {
    print: draw,
    show(lines) {
      latest = lines;
      draw('');
    },
    leave() {
      forget();
      drawn = 0;
    },
    remove() {
      forget();
      draw('');
    },
  };
}
