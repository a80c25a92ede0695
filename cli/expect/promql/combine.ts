import { labelsThatCount } from './aggregate.ts';
import {
  type ArithmeticOperator,
  type Binary,
  type ComparisonOperator,
  type Grouping,
  SET_OPERATORS,
  type SetOperator,
} from './expression.ts';
import { PromqlError } from './promql-error.ts';
import { type Element, type Labels, labelKey, NAME, only, without } from './series.ts';

type Operator = ArithmeticOperator | ComparisonOperator;
type Operand = number | readonly Element[];

const ARITHMETIC: Readonly<Record<ArithmeticOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': (left, right) => left ** right,
};

const COMPARISONS: Readonly<Record<ComparisonOperator, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
};

/**
 * Answers what a binary operator makes of its sides (prometheus.io/docs/prometheus/latest/querying/operators): a
 * comparison leaves out what does not hold, elements of vectors are matched one to one.
 * @throws PromqlError when several elements of one side have the same labels to match by
 */
export function combine({ operator, matching, isBool }: Binary, left: Operand, right: Operand): Operand {
  if (isSetOperator(operator))
    return combineSets(operator, matching, { left: asVector(left), right: asVector(right) });
  const apply = applied(operator, isBool);
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right)?.value ?? Number.NaN;
  if (typeof left === 'number') {
    // Of what is compared with a number the element is kept, on whichever side it stands.
    return asVector(right).flatMap((one) => resultOf(one, apply(left, one.value), one.value));
  }
  if (typeof right === 'number')
    return left.flatMap((one) => resultOf(one, apply(one.value, right), one.value));
  return matched(left, right, { matching, apply });
}

/** What an operator makes of two numbers; `undefined` leaves the element out. */
type Apply = (
  left: number,
  right: number,
) => { readonly value: number; readonly isFilter: boolean } | undefined;

function applied(operator: Operator, isBool: boolean): Apply {
  if (!isComparison(operator)) {
    return (left, right) => ({ value: ARITHMETIC[operator](left, right), isFilter: false });
  }
  return (left, right) => {
    const holds = COMPARISONS[operator](left, right);
    if (isBool) return { value: holds ? 1 : 0, isFilter: false };
    return holds ? { value: left, isFilter: true } : undefined;
  };
}

/** A filter keeps the element as it is; everything else makes a new one without a name. */
function resultOf({ labels }: Element, result: ReturnType<Apply>, kept: number): readonly Element[] {
  if (result === undefined) return [];
  if (result.isFilter) return [{ labels, value: kept }];
  return [{ labels: without(labels, [NAME]), value: result.value }];
}

function matched(
  left: readonly Element[],
  right: readonly Element[],
  { matching, apply }: { readonly matching: Grouping; readonly apply: Apply },
): readonly Element[] {
  const partners = new Map<string, Element>();
  for (const one of right) addOnce(partners, one, matching);
  const met = new Map<string, Element>();
  return left.flatMap((one) => {
    const partner = partners.get(keyOf(one, matching));
    if (partner === undefined) return [];
    addOnce(met, one, matching);
    const results = resultOf(one, apply(one.value, partner.value), one.value);
    return results.map(({ labels, value }) => ({ labels: labelsLeft(labels, matching), value }));
  });
}

function labelsLeft(labels: Labels, { mode, labels: names }: Grouping): Labels {
  return mode === 'only' ? only(labels, names) : without(labels, names);
}

function addOnce(found: Map<string, Element>, one: Element, matching: Grouping): void {
  const key = keyOf(one, matching);
  if (found.has(key)) {
    throw new PromqlError('several elements of one side have the same labels to match by', {
      offset: 0,
      hint: 'Sum them first, or name more labels in on (…).',
    });
  }
  found.set(key, one);
}

function combineSets(
  operator: SetOperator,
  matching: Grouping,
  { left, right }: { readonly left: readonly Element[]; readonly right: readonly Element[] },
): readonly Element[] {
  const keys = (vector: readonly Element[]) => new Set(vector.map((one) => keyOf(one, matching)));
  if (operator === 'or') {
    const known = keys(left);
    return [...left, ...right.filter((one) => !known.has(keyOf(one, matching)))];
  }
  const others = keys(right);
  return left.filter((one) => others.has(keyOf(one, matching)) === (operator === 'and'));
}

function keyOf({ labels }: Element, matching: Grouping): string {
  return labelKey(labelsThatCount(labels, matching));
}

function asVector(operand: Operand): readonly Element[] {
  return typeof operand === 'number' ? [{ labels: {}, value: operand }] : operand;
}

function isComparison(operator: Operator): operator is ComparisonOperator {
  return operator in COMPARISONS;
}

function isSetOperator(operator: Binary['operator']): operator is SetOperator {
  return SET_OPERATORS.some((one) => one === operator);
}
