import type { ApiCall } from './access.ts';

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

/** An AWS Query request's fields as an operation's input: lists as arrays, and everything else as texts. */
export function formInput(form: URLSearchParams): ApiCall['input'] {
  const root: Node = { children: new Map() };
  for (const [name, value] of form) {
    let node = root;
    for (const part of name.split('.')) {
      const child: Node = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return inputOf(root) as ApiCall['input'];
}

/** `member.1`, `member.2` … are a list, and so are plain numbers. */
function inputOf(node: Node): unknown {
  if (node.children.size === 0) return node.value ?? {};
  const items = node.children.get('member') ?? node;
  const names = [...items.children.keys()];
  if (names.every((name) => /^\d+$/.test(name))) return [...items.children.values()].map(inputOf);
  return Object.fromEntries([...node.children].map(([name, child]) => [name, inputOf(child)]));
}
