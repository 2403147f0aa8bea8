import type { ErrorCode } from 'yaml';

/** A syntax error and its fix, for people who have not read YAML's specification. */
export interface SyntaxFault {
  readonly what: string;
  readonly fix: string;
}

const close = (bracket: string): SyntaxFault => ({
  what: `a ${bracket === ']' ? '[' : '{'} whose ${bracket} is missing, or stands too far to the left`,
  fix: `Close it with ${bracket}.`,
});
const special = 'Write it without: a manifest needs no anchors, aliases or tags.';

/** Keyed by the code of the parser's error. The message distinguishes errors that share a code. */
const faults: Readonly<Record<ErrorCode, (message: string) => SyntaxFault>> = {
  BAD_INDENT: (message) =>
    message.startsWith('Flow')
      ? close(message.includes('end with a ]') ? ']' : '}')
      : {
          what: 'a line that begins in another column than the fields that it stands among',
          fix: 'Begin the fields of a group in one column, with spaces.',
        },
  TAB_AS_INDENT: () => ({ what: 'a tab before the text', fix: 'Indent with spaces.' }),
  DUPLICATE_KEY: () => ({ what: 'a field that stands there a second time', fix: 'Leave one of them.' }),
  BLOCK_AS_IMPLICIT_KEY: () => ({
    what: 'a second ": " after a field’s name',
    fix: 'Put the text in quotes, or the inner field on a line of its own.',
  }),
  BLOCK_IN_FLOW: () => ({
    what: 'lines of fields or of a list inside { } or [ ]',
    fix: 'Write either brackets or indented lines.',
  }),
  BAD_SCALAR_START: (message) => ({
    what: `a text that begins with ${message.match(/character (\S)/)?.[1] ?? 'a character'}, which means something else in YAML`,
    fix: 'Put the text in quotes.',
  }),
  MISSING_CHAR: missing,
  UNEXPECTED_TOKEN: () => ({
    what: 'something that cannot stand there',
    fix: 'Look for a bracket, a quote, a comma or a colon that is missing or too many before it.',
  }),
  MULTIPLE_DOCS: () => ({ what: 'a second document (a line ---)', fix: 'Leave one document.' }),
  MULTILINE_IMPLICIT_KEY: () => ({
    what: 'a field’s name over several lines, perhaps for want of a colon',
    fix: 'Write name: value, and a list’s fields in one column.',
  }),
  BAD_DQ_ESCAPE: () => ({
    what: 'a \\ in double quotes before a letter that it gives no meaning',
    fix: 'Write \\\\ for one \\, or use single quotes.',
  }),
  KEY_OVER_1024_CHARS: () => ({ what: 'a field’s name of over 1024 characters', fix: 'Shorten it.' }),
  NON_STRING_KEY: () => ({ what: 'a field whose name is no text', fix: 'Put its name in quotes.' }),
  ALIAS_PROPS: () => ({ what: 'an alias (*name) with a tag or an anchor of its own', fix: special }),
  BAD_ALIAS: () => ({ what: 'an alias (*name) without a proper name', fix: special }),
  BAD_DIRECTIVE: () => ({ what: 'a line that begins with %', fix: 'Remove it.' }),
  BAD_PROP_ORDER: () => ({ what: 'an anchor or a tag in the wrong place', fix: special }),
  BAD_COLLECTION_TYPE: () => ({ what: 'a tag (!name) that does not fit what follows', fix: special }),
  MULTIPLE_ANCHORS: () => ({ what: 'two anchors (&name) at one value', fix: special }),
  MULTIPLE_TAGS: () => ({ what: 'two tags (!name) at one value', fix: special }),
  TAG_RESOLVE_FAILED: () => ({ what: 'a tag (!name) that is unknown', fix: special }),
  IMPOSSIBLE: () => ({ what: 'something that cannot be read', fix: 'Look at the lines around it.' }),
  RESOURCE_EXHAUSTION: () => ({ what: 'brackets nested too deeply', fix: 'Nest fewer.' }),
};

function missing(message: string): SyntaxFault {
  const quote = /closing (["'])/.exec(message)?.[1];
  if (quote !== undefined) return { what: `a quote ${quote} that is never closed`, fix: 'Close it.' };
  const bracket = /must end with a ([\]}])/.exec(message)?.[1];
  if (bracket !== undefined) return close(bracket);
  if (message.startsWith('Sequence item'))
    return { what: 'a line among a list’s items that does not begin with "- "', fix: 'Begin it with "- ".' };
  return {
    what: 'two things side by side, where a comma or a colon belongs between them',
    fix: 'Put the comma, or the colon and a space.',
  };
}

/**
 * @param code of the YAML parser's error
 * @param message in the parser's own words
 */
export const syntaxFault = (code: ErrorCode, message: string): SyntaxFault => faults[code](message);
