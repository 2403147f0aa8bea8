/** As much of a terminal as is used. */
export interface Terminal {
  write(text: string): unknown;
  readonly columns?: number;
}

/** Lines that stand still at the bottom of a terminal, while others scroll by above. */
export interface LivePanel {
  /** Writes `text` above the panel. */
  print(text: string): void;
  /** Puts the panel that `lines` gives, for the terminal's width, in place of the one before. */
  show(lines: (columns: number) => readonly string[]): void;
  /** Leaves the panel where it stands: what is printed from now on comes below. */
  leave(): void;
  /** Takes the panel away. */
  remove(): void;
}

export function livePanel(terminal: Terminal): LivePanel {
  let drawn = 0;
  let latest: (columns: number) => readonly string[] = () => [];

  const erase = () => (drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : '');
  const draw = (above: string) => {
    const panel = latest(terminal.columns ?? 80);
    // One write, so that nothing flickers between erasing and drawing.
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
