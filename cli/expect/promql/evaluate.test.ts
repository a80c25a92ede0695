import { expect, test } from 'vitest';
import { evaluate, type Value, vectorOf } from './evaluate.ts';
import { parseExpression } from './parse-expression.ts';
import { labelKey, NAME, type Series, seriesByName } from './series.ts';

/** One sample every two seconds from 0 on; `null` for none, `'stale'` for a marker. */
function series(
  name: string,
  labels: Record<string, string>,
  values: readonly (number | null | 'stale')[],
): Series {
  const samples = values.flatMap((value, place) =>
    value === null ? [] : [{ atMs: place * 2000, value: value === 'stale' ? undefined : value }],
  );
  return { labels: { ...labels, [NAME]: name }, samples };
}

const steps = (count: number, of: (place: number) => number) =>
  Array.from({ length: count }, (_, place) => of(place));

const RECORD = seriesByName([
  series(
    'requests_total',
    { service: 'a', status: '200' },
    steps(61, (place) => place * 3),
  ),
  series(
    'requests_total',
    { service: 'a', status: '500' },
    steps(61, (place) => place),
  ),
  // Begins late, loses samples, begins anew.
  series('requests_total', { service: 'b', status: '200' }, [null, null, 7, 9, null, 12, 2, 5, null, 6]),
  series(
    'up',
    { service: 'a' },
    steps(61, () => 1),
  ),
  series(
    'up',
    { service: 'b' },
    steps(61, (place) => (place < 10 ? 1 : 0)),
  ),
  series('load', { service: 'a' }, [1, 2, 4, 8, 16, 'stale']),
  series('bucket', { service: 'a', le: '0.5' }, [10]),
  series('bucket', { service: 'a', le: '1' }, [16]),
  series('bucket', { service: 'a', le: '2' }, [18]),
  series('bucket', { service: 'a', le: '+Inf' }, [20]),
]);

function at(seconds: number, expression: string): Value {
  return evaluate(parseExpression(expression), RECORD, seconds * 1000);
}

/** As a Prometheus writes a vector, in the order of its labels; to nine digits. */
function textOf(value: Value): string {
  const elements = vectorOf(value).toSorted((one, other) =>
    labelKey(one.labels) < labelKey(other.labels) ? -1 : 1,
  );
  return elements
    .map((one) => {
      const labels = Object.entries(one.labels).sort(([left], [right]) => (left < right ? -1 : 1));
      const written = labels.map(([name, text]) => `${name}="${text}"`).join(', ');
      return `{${written}} ${Number(one.value.toPrecision(9))}`;
    })
    .join('; ');
}

/** What promtool of Prometheus 3 answers on the same series (`promtool test rules`). */
test.each([
  [8, 'load', '{__name__="load", service="a"} 16'],
  [9, 'load', '{__name__="load", service="a"} 16'],
  [10, 'load', ''],
  [9, 'load offset 5s', '{__name__="load", service="a"} 4'],
  [318, 'requests_total{service="b"}', ''],
  [317, 'requests_total{service="b"}', '{__name__="requests_total", service="b", status="200"} 6'],
  [60, 'sum by (service) (rate(requests_total{service="a"}[30s]))', '{service="a"} 2'],
  [18, 'rate(requests_total{service="b"}[30s])', '{service="b", status="200"} 0.403333333'],
  [18, 'increase(requests_total{service="b"}[10s])', '{service="b", status="200"} 7.5'],
  [124, 'increase(requests_total{status="500"}[20s])', '{service="a", status="500"} 8.5'],
  [18, 'rate(requests_total{service="b"}[1s])', ''],
  [18, 'resets(requests_total{service="b"}[1m])', '{service="b", status="200"} 1'],
  [
    60,
    'requests_total{status=~"5..", service!="b"}',
    '{__name__="requests_total", service="a", status="500"} 30',
  ],
  [60, 'requests_total{status!~"2.*"}', '{__name__="requests_total", service="a", status="500"} 30'],
  [60, 'max without (status) (requests_total{service="a"})', '{service="a"} 90'],
  [60, 'avg(up) + count(up) - min(up)', '{} 2.5'],
  [60, 'up == 0', '{__name__="up", service="b"} 0'],
  [60, 'up == bool 0', '{service="a"} 0; {service="b"} 1'],
  [60, '0 < up', '{__name__="up", service="a"} 1'],
  [60, '1 - up', '{service="a"} 0; {service="b"} 1'],
  [60, '-up', '{service="a"} -1; {service="b"} 0'],
  [60, 'sum by (service) (requests_total) / on (service) up', '{service="a"} 120; {service="b"} Infinity'],
  [60, 'requests_total and on (service) up == 0', '{__name__="requests_total", service="b", status="200"} 6'],
  [60, 'up unless on (service) requests_total{status="500"}', '{__name__="up", service="b"} 0'],
  [60, 'up == 2 or up{service="a"}', '{__name__="up", service="a"} 1'],
  [60, 'absent(up{service="c", job=~"."})', '{service="c"} 1'],
  [60, 'absent(up{service="a"})', ''],
  [0, 'histogram_quantile(0.5, bucket)', '{service="a"} 0.5'],
  [0, 'histogram_quantile(0.85, bucket)', '{service="a"} 1.5'],
  [0, 'histogram_quantile(0.95, bucket)', '{service="a"} 2'],
  [0, 'histogram_quantile(0.2, sum by (le) (bucket))', '{} 0.2'],
  [0, '2 ^ 3 % 5 + 5m', '{} 303'],
])('at %i s %s is %s', (seconds, expression, expected) => {
  expect(textOf(at(seconds, expression))).toBe(expected);
});

test('what is not a number stays one', () => {
  expect(vectorOf(at(0, 'histogram_quantile(0.5, sum by (le) (bucket{le!="+Inf"}))'))[0]?.value).toBeNaN();
  expect(vectorOf(at(0, '0 * sum(bucket) / 0'))[0]?.value).toBeNaN();
});

test('elements that cannot be matched one to one are refused', () => {
  expect(() => at(60, 'requests_total / on (service) up')).toThrow('several elements of one side');
  expect(() => at(60, 'up / on (service) requests_total')).toThrow('several elements of one side');
});
