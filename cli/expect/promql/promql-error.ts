import type { parser } from '@prometheus-io/lezer-promql';

/** A node of the tree that Prometheus' grammar makes of an expression. */
export type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** An expression that is no PromQL, or not of the subset that is evaluated here. */
export class PromqlError extends Error {
  override readonly name = 'PromqlError';
  /** Where it stands in the expression, from 0. */
  readonly offset: number;
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(message: string, { offset, hint }: { readonly offset: number; readonly hint?: string }) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}

/** Says of a part of an expression that it cannot be used. @throws PromqlError */
export function refuse(node: SyntaxNode, source: string, what: string, hint?: string): never {
  // What is broken may be nothing at all: then the rest says where.
  const text = textOf(node, source) || source.slice(node.from, node.from + 20) || source.trimEnd().slice(-20);
  throw new PromqlError(`"${text}" ${what}`, { offset: node.from, ...(hint === undefined ? {} : { hint }) });
}

/** Answers the part of an expression that a node stands for. */
export function textOf(node: SyntaxNode | null | undefined, source: string): string {
  return node ? source.slice(node.from, node.to) : '';
}
