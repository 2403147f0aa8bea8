/** Java's `\s`, which is ASCII only, and all that is not it: as the inside of a JavaScript character class. */
const space = '\\t-\\r ';
const notSpace = '\\0-\\x08\\x0e-\\x1f!-\\u{10FFFF}';

/** Escapes of Java's regular expressions that JavaScript has not or reads otherwise: outside and inside a class. */
const escapes: Readonly<Record<string, readonly [outside: string, inside: string]>> = {
  s: [`[${space}]`, space],
  S: [`[${notSpace}]`, notSpace],
  A: ['^', 'A'],
  z: ['$', 'z'],
};

const compiled = new Map<string, RegExp>();

/**
 * A pattern of AWS's API models as a JavaScript expression for the whole value: the models are written for Java's
 * `matches()`, anchored or not. JavaScript's `.` also stops at no U+0085; everything else that the models use
 * means the same in both.
 */
export function wholly(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const expression = new RegExp(`^(?:${translated(pattern)})$`, 'u');
  compiled.set(pattern, expression);
  return expression;
}

function translated(pattern: string): string {
  let inClass = false;
  let result = '';
  for (const [token] of pattern.matchAll(/\\p\{Print\}|\\.|\[|\]|\.|[^\\[\].]+/gsu)) {
    if (token === '[') inClass = true;
    else if (token === ']') inClass = false;
    if (token === '\\p{Print}') result += inClass ? '\\x20-\\x7e' : '[\\x20-\\x7e]';
    else if (token === '.' && !inClass) result += '[^\\n\\r\\u0085\\u2028\\u2029]';
    else if (token.startsWith('\\')) result += escaped(token.slice(1), inClass);
    else result += token;
  }
  return result;
}

function escaped(letter: string, inClass: boolean): string {
  const known = escapes[letter];
  if (known !== undefined) return known[inClass ? 1 : 0];
  // With the flag u JavaScript refuses escapes of what needs none, as `\_`; a hyphen needs one inside a class only.
  if (/[A-Za-z0-9^$\\.*+?()[\]{}|/]/.test(letter)) return `\\${letter}`;
  return letter === '-' && inClass ? '\\-' : letter;
}
