import { expect, test } from 'vitest';
import { selectorsOf } from './expression.ts';
import { parseExpression } from './parse-expression.ts';

test.each([
  ['max_over_time(up[5m])', '"max_over_time(up[5m])" is not evaluated offline', 0],
  ['up > topk(3, up)', '"topk(3, up)" is not evaluated offline', 5],
  ['sum(rate(up[5m:1m]))', '"up[5m:1m]" is not evaluated offline', 9],
  ['rate(up)', '"up" is not evaluated offline', 5],
  ['up * on (a) group_left (b) up', '"group_left" is not evaluated offline', 12],
  ['up @ 5', '"up @ 5" is not evaluated offline', 0],
  ['{service="a"}', '"{service="a"}" names no metric', 0],
  ['up{service=~"("}', '""("" is no regular expression', 12],
  ['up > ', '"up >" is no PromQL', 5],
  ['2 > 1', '"2 > 1" compares two numbers', 0],
  ['sum(2)', '"2" is a number where a vector is needed', 4],
  ['up and 1', '"1" is a number where a vector is needed', 7],
])('%s is refused: %s', (source, says, offset) => {
  const read = () => parseExpression(source);
  expect(read).toThrow(expect.objectContaining({ offset, message: expect.stringContaining(says) }));
});

test('what can be evaluated is said', () => {
  const hint = expect.stringContaining('histogram_quantile, absent, arithmetic');
  expect(() => parseExpression('time()')).toThrow(expect.objectContaining({ hint }));
});

test('quotes and escapes are read as Prometheus reads them', () => {
  const double = String.raw`a{b="x\\.y\"", c='\n'}`;
  const expression = parseExpression(`${double} or d{e=\`\\d\`}`);
  const texts = selectorsOf(expression).flatMap(({ matchers }) => matchers.map(({ text }) => text));
  expect(texts).toEqual([String.raw`x\.y"`, '\n', String.raw`\d`]);
});

test('every selector is found', () => {
  const source = 'histogram_quantile(0.9, a) > -b and absent(c) or sum(rate(d[1h30m] offset 5m)) / (e)';
  expect(selectorsOf(parseExpression(source)).map(({ metric }) => metric)).toEqual(['a', 'b', 'c', 'd', 'e']);
});
