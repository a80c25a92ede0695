import type { Matcher, Selector } from './expression.ts';
import { stringIn } from './literals.ts';
import { refuse, type SyntaxNode, textOf } from './promql-error.ts';
import { type Labels, NAME, type Series, type SeriesByName } from './series.ts';

/** Reads a selector; it must name its metric. */
export function parseSelector(node: SyntaxNode, source: string): Selector {
  const name = node.getChild('Identifier');
  if (name === null) return refuse(node, source, 'names no metric', 'Begin it with the name of one.');
  const list = node.getChild('LabelMatchers');
  const matchers: Matcher[] = [];
  for (let child = list?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (child.name !== 'UnquotedLabelMatcher') return refuse(child, source, 'is not evaluated offline');
    matchers.push(parseMatcher(child, source));
  }
  return { kind: 'selector', metric: textOf(name, source), matchers, offsetMs: 0 };
}

function parseMatcher(node: SyntaxNode, source: string): Matcher {
  const label = textOf(node.getChild('LabelName'), source);
  const operator = (['=~', '!~', '!=', '='] as const).find(
    (one) => one === textOf(node.getChild('MatchOp'), source),
  );
  const literal = node.getChild('StringLiteral');
  if (operator === undefined || literal === null) return refuse(node, source, 'is no matcher');
  const text = stringIn(literal, source);
  return {
    label,
    operator,
    text,
    matches: matching(operator, text, () => refuse(literal, source, 'is no regular expression')),
  };
}

function matching(operator: Matcher['operator'], text: string, complain: () => never): Matcher['matches'] {
  if (operator === '=') return (value) => value === text;
  if (operator === '!=') return (value) => value !== text;
  const pattern = wholePattern(text) ?? complain();
  return operator === '=~' ? (value) => pattern.test(value) : (value) => !pattern.test(value);
}

/** A pattern always stands for the whole value. */
function wholePattern(text: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${text})$`, 's');
  } catch {
    return undefined;
  }
}

/** What selectors picked before: rules look at the same series again and again. */
const PICKED = new WeakMap<SeriesByName, Map<Selector, readonly Series[]>>();

/** Answers the series a selector picks. */
export function selected(selector: Selector, series: SeriesByName): readonly Series[] {
  const known = PICKED.get(series) ?? new Map<Selector, readonly Series[]>();
  PICKED.set(series, known);
  const found = known.get(selector) ?? pick(selector, series);
  known.set(selector, found);
  return found;
}

function pick({ metric, matchers }: Selector, series: SeriesByName): readonly Series[] {
  const named = series.get(metric) ?? [];
  return named.filter(({ labels }) => matchers.every((one) => one.matches(labels[one.label] ?? '')));
}

/** Answers the labels that equality matchers give: those of what is absent. */
export function labelsAskedFor({ matchers }: Selector): Labels {
  const asked = matchers.filter(({ operator, label }) => operator === '=' && label !== NAME);
  const once = asked.filter(({ label }) => matchers.filter((one) => one.label === label).length === 1);
  return Object.fromEntries(once.map(({ label, text }) => [label, text]));
}
