/** What stands in the place of references to a resource: of Ref, and of each attribute of Fn::GetAtt. */
export interface StandIn {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Whether a part of a template refers to a resource. */
export function mentions(value: unknown, logicalId: string): boolean {
  const found = (part: unknown): boolean => {
    if (typeof part !== 'object' || part === null) return false;
    const { Ref: ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': sub } = part as Record<string, unknown>;
    const text = Array.isArray(sub) ? sub[0] : sub;
    return (
      ref === logicalId ||
      (Array.isArray(getAtt) && getAtt[0] === logicalId) ||
      (typeof text === 'string' && textual(logicalId).test(text)) ||
      Object.values(part).some(found)
    );
  };
  return found(value);
}

/** `${Id}` or `${Id.Attribute}` in a text of Fn::Sub. */
const textual = (logicalId: string): RegExp => new RegExp(`\\$\\{${logicalId}(?:\\.(\\w+))?\\}`, 'g');

/** A text as a template's value: Fn::Sub is for those with placeholders. */
const filled = (text: string): unknown => (text.includes('${') ? { 'Fn::Sub': text } : text);

/**
 * A part of a template in which references to a resource are texts. The resource may then be left out.
 * @throws Error for an attribute without a stand-in
 */
export function replaceReferences(value: unknown, logicalId: string, standIn: StandIn): unknown {
  const textOf = (attribute: string | undefined): string => {
    if (attribute === undefined) return standIn.ref;
    const found = standIn.attributes[attribute];
    if (found === undefined) throw new Error(`template: nothing stands for ${logicalId}.${attribute}`);
    return found;
  };
  const inText = (text: string): string =>
    text.replace(textual(logicalId), (_, attribute) => textOf(attribute));

  const replaced = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(replaced);
    if (typeof part !== 'object' || part === null) return part;
    const { Ref: ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': sub } = part as Record<string, unknown>;
    if (ref === logicalId) return filled(textOf(undefined));
    if (Array.isArray(getAtt) && getAtt[0] === logicalId) return filled(textOf(String(getAtt[1])));
    if (typeof sub === 'string') return { 'Fn::Sub': inText(sub) };
    if (Array.isArray(sub)) return { 'Fn::Sub': [inText(String(sub[0])), ...sub.slice(1).map(replaced)] };
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, replaced(inner)]));
  };
  return replaced(value);
}
