/** One character, or an escape sequence, which takes no room. */
interface Cell {
  readonly text: string;
  readonly room: number;
}

/**
 * Breaks `text` into lines of at most `width` visible characters, between words where there is one; a longer word is
 * cut. Escape sequences stay where they are, so a colour goes on in the next line.
 */
export function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: Cell[] = [];
  let used = 0;
  for (const cell of cellsOf(text)) {
    if (used + cell.room > width) {
      // A word that ends just here is whole.
      const [full, rest] = cell.text === ' ' ? [line, []] : broken(line);
      lines.push(textOf(full).trimEnd());
      line = rest;
      used = rest.reduce((sum, { room }) => sum + room, 0);
      // The space between two lines is neither's.
      if (used === 0 && cell.text === ' ') continue;
    }
    line.push(cell);
    used += cell.room;
  }
  return [...lines, textOf(line)];
}

function cellsOf(text: string): Cell[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern must match escape sequences
  return text.split(/(\u001b\[[0-9;]*m)/).flatMap((part): Cell[] => {
    if (part.startsWith('\u001b')) return [{ text: part, room: 0 }];
    return [...part].map((character) => ({ text: character, room: 1 }));
  });
}

/** A full line, and what goes on to the next one: the word that has not ended. */
function broken(line: Cell[]): [Cell[], Cell[]] {
  const space = line.findLastIndex(({ text }) => text === ' ');
  const indented = line.slice(0, space).every(({ text, room }) => room === 0 || text === ' ');
  return space === -1 || indented ? [line, []] : [line.slice(0, space), line.slice(space + 1)];
}

const textOf = (cells: readonly Cell[]): string => cells.map(({ text }) => text).join('');
