/** A PromQL expression of the subset that is evaluated here, read and checked. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | Selector
  | Call
  | Aggregation
  | Binary
  | { readonly kind: 'negation'; readonly of: Expression };

/** An instant selector. */
export interface Selector {
  readonly kind: 'selector';
  /** Name of the metric. */
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  readonly offsetMs: number;
}

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly text: string;
  /** A label that is not there has the empty text. */
  matches(value: string): boolean;
}

/** A range selector, which stands only inside of functions that take one. */
export interface RangeSelector {
  readonly selector: Selector;
  readonly rangeMs: number;
}

export type Call =
  | { readonly kind: 'over-range'; readonly name: RangeFunction; readonly range: RangeSelector }
  | { readonly kind: 'histogram-quantile'; readonly quantile: Expression; readonly of: Expression }
  | { readonly kind: 'absent'; readonly of: Expression };

export const RANGE_FUNCTIONS = ['rate', 'increase', 'resets'] as const;
export type RangeFunction = (typeof RANGE_FUNCTIONS)[number];

export const AGGREGATES = ['sum', 'max', 'min', 'avg', 'count'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export interface Aggregation {
  readonly kind: 'aggregation';
  readonly name: Aggregate;
  readonly grouping: Grouping;
  readonly of: Expression;
}

/** Which labels count: only these, or all but these. */
export interface Grouping {
  readonly mode: 'only' | 'without';
  readonly labels: readonly string[];
}

export const ARITHMETIC = ['+', '-', '*', '/', '%', '^'] as const;
export const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='] as const;
export const SET_OPERATORS = ['and', 'or', 'unless'] as const;
export type ArithmeticOperator = (typeof ARITHMETIC)[number];
export type ComparisonOperator = (typeof COMPARISONS)[number];
export type SetOperator = (typeof SET_OPERATORS)[number];

export interface Binary {
  readonly kind: 'binary';
  readonly operator: ArithmeticOperator | ComparisonOperator | SetOperator;
  readonly left: Expression;
  readonly right: Expression;
  /** By which labels elements of both sides belong together. */
  readonly matching: Grouping;
  /** Of comparisons: answer 0 or 1 in place of leaving elements out. */
  readonly isBool: boolean;
}

/** Answers whether an expression comes to a number, not to a vector. */
export function isScalar(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return true;
    case 'negation':
      return isScalar(expression.of);
    case 'binary':
      return isScalar(expression.left) && isScalar(expression.right);
    default:
      return false;
  }
}

/** Answers every selector of an expression, in the order in which they are written. */
export function selectorsOf(expression: Expression): readonly Selector[] {
  if (expression.kind === 'selector') return [expression];
  if (expression.kind === 'over-range') return [expression.range.selector];
  return partsOf(expression).flatMap(selectorsOf);
}

/** Answers the labels by which parts of an expression are grouped or matched. */
export function groupingLabelsOf(expression: Expression): readonly string[] {
  const inside = partsOf(expression).flatMap(groupingLabelsOf);
  if (expression.kind === 'aggregation') return [...expression.grouping.labels, ...inside];
  return expression.kind === 'binary' ? [...expression.matching.labels, ...inside] : inside;
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'selector':
    case 'over-range':
      return [];
    case 'histogram-quantile':
      return [expression.quantile, expression.of];
    case 'absent':
    case 'negation':
    case 'aggregation':
      return [expression.of];
    case 'binary':
      return [expression.left, expression.right];
    default:
      return expression satisfies never;
  }
}
