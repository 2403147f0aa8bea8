/** Whether `*` in the pattern, standing for anything, makes it the text. Takes |pattern| × |text| steps at most. */
export function globMatches(pattern: string, text: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  const last = parts.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  // Each part between two stars is taken where it comes first: whatever comes after it has the most room then.
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
