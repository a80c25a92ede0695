import { parser } from '@prometheus-io/lezer-promql';
import {
  AGGREGATES,
  ARITHMETIC,
  type Binary,
  COMPARISONS,
  type Expression,
  type Grouping,
  isScalar,
  RANGE_FUNCTIONS,
  type RangeSelector,
  SET_OPERATORS,
} from './expression.ts';
import { durationMsIn, numberIn } from './literals.ts';
import { refuse, type SyntaxNode, textOf } from './promql-error.ts';
import { parseSelector } from './selectors.ts';

/** What can be evaluated, for whoever wrote something else. */
const SUBSET = `instant selectors with matchers and offset, ${RANGE_FUNCTIONS.join(', ')} over a range, ${AGGREGATES.join(
  ', ',
)} with by or without, histogram_quantile, absent, arithmetic, comparisons, and, or, unless, on and ignoring`;

const READERS: Readonly<Record<string, (node: SyntaxNode, source: string) => Expression>> = {
  NumberDurationLiteral: (node, source) => ({ kind: 'number', value: numberIn(node, source) }),
  ParenExpr: (node, source) => expressionAt(operandOf(node, source), source),
  UnaryExpr: unary,
  VectorSelector: (node, source) => parseSelector(node, source),
  OffsetExpr: shifted,
  FunctionCall: call,
  AggregateExpr: aggregation,
  BinaryExpr: binary,
};

/**
 * Reads a PromQL expression by Prometheus' own grammar (`@prometheus-io/lezer-promql`).
 * @throws PromqlError when it is no PromQL, or not of the subset that is evaluated here
 */
export function parseExpression(source: string): Expression {
  const top = parser.parse(source).topNode;
  refuseBroken(top, source);
  return expressionAt(operandOf(top, source), source);
}

function refuseBroken(node: SyntaxNode, source: string): void {
  if (node.type.isError) refuse(node, source, 'is no PromQL', 'promtool check rules says more.');
  for (let child = node.firstChild; child !== null; child = child.nextSibling) refuseBroken(child, source);
}

function expressionAt(node: SyntaxNode, source: string): Expression {
  return READERS[node.name]?.(node, source) ?? beyond(node, source);
}

function beyond(node: SyntaxNode, source: string): never {
  return refuse(node, source, 'is not evaluated offline', `What is: ${SUBSET}.`);
}

function vectorAt(node: SyntaxNode, source: string): Expression {
  const expression = expressionAt(node, source);
  if (isScalar(expression)) refuse(node, source, 'is a number where a vector is needed');
  return expression;
}

/** The only operand of a node. */
function operandOf(node: SyntaxNode, source: string): SyntaxNode {
  return node.lastChild ?? refuse(node, source, 'is no PromQL');
}

function unary(node: SyntaxNode, source: string): Expression {
  const of = expressionAt(operandOf(node, source), source);
  return textOf(node.firstChild, source) === '-' ? { kind: 'negation', of } : of;
}

function shifted(node: SyntaxNode, source: string): Expression {
  const selector = node.getChild('VectorSelector') ?? beyond(node, source);
  const offset = node.getChild('OffsetDurationExpr') ?? beyond(node, source);
  return { ...parseSelector(selector, source), offsetMs: durationMsIn(offset, source) };
}

function call(node: SyntaxNode, source: string): Expression {
  const name = textOf(node.getChild('FunctionIdentifier'), source);
  const operands = childrenOf(node.getChild('FunctionCallBody'));
  const [first, second] = operands;
  const overRange = RANGE_FUNCTIONS.find((one) => one === name);
  if (overRange !== undefined && first !== undefined && operands.length === 1) {
    return { kind: 'over-range', name: overRange, range: rangeAt(first, source) };
  }
  if (name === 'absent' && first !== undefined && operands.length === 1) {
    return { kind: 'absent', of: vectorAt(first, source) };
  }
  if (name === 'histogram_quantile' && first !== undefined && second !== undefined) {
    const [quantile, of] = [expressionAt(first, source), vectorAt(second, source)];
    return { kind: 'histogram-quantile', quantile, of };
  }
  return beyond(node, source);
}

function rangeAt(node: SyntaxNode, source: string): RangeSelector {
  const isShifted = node.name === 'OffsetExpr';
  const matrix = isShifted ? node.getChild('MatrixSelector') : node;
  if (matrix?.name !== 'MatrixSelector') return beyond(node, source);
  const selector = matrix.getChild('VectorSelector') ?? beyond(node, source);
  const range = matrix.getChild('DurationExpr') ?? beyond(node, source);
  const offset = isShifted ? node.getChild('OffsetDurationExpr') : null;
  const offsetMs = offset === null ? 0 : durationMsIn(offset, source);
  return { selector: { ...parseSelector(selector, source), offsetMs }, rangeMs: durationMsIn(range, source) };
}

function aggregation(node: SyntaxNode, source: string): Expression {
  const name = AGGREGATES.find((one) => one === textOf(node.getChild('AggregateOp'), source));
  const operands = childrenOf(node.getChild('FunctionCallBody'));
  const [operand] = operands;
  if (name === undefined || operand === undefined || operands.length > 1) return beyond(node, source);
  const modifier = node.getChild('AggregateModifier');
  const mode = modifier?.getChild('Without') ? 'without' : 'only';
  const grouping = { mode, labels: labelsIn(modifier, source) } as const;
  return { kind: 'aggregation', name, grouping, of: vectorAt(operand, source) };
}

const OPERATORS = [...ARITHMETIC, ...COMPARISONS, ...SET_OPERATORS] as const;

function binary(node: SyntaxNode, source: string): Expression {
  const [left, sign, ...rest] = childrenOf(node);
  const right = rest.at(-1);
  const operator = OPERATORS.find((one) => one === textOf(sign, source));
  if (left === undefined || right === undefined || operator === undefined) return beyond(node, source);
  const modifiers = rest.slice(0, -1);
  const known = ['BoolModifier', 'MatchingModifierClause'];
  const stranger = modifiers.find(({ name }) => !known.includes(name));
  if (stranger !== undefined) beyond(stranger, source);
  const isSet = SET_OPERATORS.some((one) => one === operator);
  const sideAt = isSet ? vectorAt : expressionAt;
  const read: Binary = {
    kind: 'binary',
    operator,
    left: sideAt(left, source),
    right: sideAt(right, source),
    matching: matchingOf(node, source),
    isBool: modifiers.some(({ name }) => name === 'BoolModifier'),
  };
  if (isScalar(read) && !read.isBool && COMPARISONS.some((one) => one === operator)) {
    refuse(node, source, 'compares two numbers', 'Write bool after the operator.');
  }
  return read;
}

/** Many-to-one matching is not of the subset. */
function matchingOf(node: SyntaxNode, source: string): Grouping {
  const clause = node.getChild('MatchingModifierClause');
  const many = clause?.getChild('GroupLeft') ?? clause?.getChild('GroupRight');
  if (many) beyond(many, source);
  return { mode: clause?.getChild('On') ? 'only' : 'without', labels: labelsIn(clause, source) };
}

function labelsIn(node: SyntaxNode | null, source: string): readonly string[] {
  const labels = childrenOf(node?.getChild('GroupingLabels') ?? null);
  return labels.map((label) => (label.name === 'LabelName' ? textOf(label, source) : beyond(label, source)));
}

function childrenOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) children.push(child);
  return children;
}
