import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAME, type Series, seriesByName } from '../promql/series.ts';
import { replayAlert } from './replay-alert.ts';
import { type AlertRule, readAlertRules } from './rule-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alerts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One alert on `up == 0`, looked at every two seconds. */
function ruleWith(settings: string): AlertRule {
  const file = path.join(folder, 'rules.yaml');
  const text = [
    'groups:',
    '  - name: g',
    '    interval: 2s',
    '    rules:',
    '      - alert: Down',
    '        expr: up == 0',
  ];
  writeFileSync(file, [...text, ...settings.split('\n').map((line) => `        ${line}`)].join('\n'));
  const [rule] = readAlertRules(file);
  if (rule === undefined) throw new Error('no rule');
  return rule;
}

/** `up` of a service, a sample every second. */
function up(service: string, values: string): Series {
  const samples = [...values].map((value, place) => ({ atMs: place * 1000, value: Number(value) }));
  return { labels: { [NAME]: 'up', service }, samples };
}

test.each([
  ['fires at once without for', '', '1100011', [{ pendingAtMs: 2000, firingAtMs: 2000, endedAtMs: 6000 }]],
  [
    'waits as long as for',
    'for: 4s',
    '110000001',
    [{ pendingAtMs: 2000, firingAtMs: 6000, endedAtMs: 8000 }],
  ],
  [
    'that is away at one look begins anew',
    'for: 4s',
    '110010000',
    [{ pendingAtMs: 2000, endedAtMs: 4000 }, { pendingAtMs: 6000 }],
  ],
  [
    'goes on firing for keep_firing_for',
    'keep_firing_for: 4s',
    '1100111111',
    [{ pendingAtMs: 2000, firingAtMs: 2000, endedAtMs: 8000 }],
  ],
  [
    'that holds again while it is kept is the same',
    'keep_firing_for: 4s',
    '110011001111111',
    [{ pendingAtMs: 2000, firingAtMs: 2000, endedAtMs: 12_000 }],
  ],
  ['that never holds has no episode', '', '1111111', []],
])('an alert %s', (_, settings, values, episodes) => {
  const series = seriesByName([up('a', values)]);
  const history = replayAlert(ruleWith(settings), series, { fromMs: 0, toMs: (values.length - 1) * 1000 });
  expect(history.episodes).toEqual(episodes.map((one) => ({ labels: { service: 'a' }, ...one })));
  expect(history.evaluations).toBe(Math.floor((values.length - 1) / 2) + 1);
});

test('each series is an alert of its own, and the labels of the rule are stronger', () => {
  const rule = ruleWith('labels: { severity: warning }');
  const series = seriesByName([up('a', '10101'), up('b', '00000')]);
  const { episodes } = replayAlert(rule, series, { fromMs: 0, toMs: 4000 });
  expect(episodes.map(({ labels }) => labels)).toEqual([{ service: 'b', severity: 'warning' }]);
});

test.each([
  [
    'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: topk(1, up)\n',
    /r\.yaml:5:15: .*"topk\(1, up\)" is not evaluated offline/,
  ],
  [
    'groups:\n  - name: g\n    rules:\n      - record: a:b\n        expr: up\n',
    /r\.yaml:4:9: .*only alerts are evaluated/,
  ],
  [
    'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up\n        for: 5\n',
    /r\.yaml:6:14: .*a duration such as/,
  ],
  [
    'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: |\n          up\n            > nix(up)\n',
    /r\.yaml:5:15: .*line 2 of the expression/,
  ],
])('a rule file that cannot be used is refused at its line: %j', (text, says) => {
  const file = path.join(folder, 'r.yaml');
  writeFileSync(file, text);
  expect(() => readAlertRules(file)).toThrow(says);
});

test('an expression that cannot be matched is refused at its line', () => {
  const file = path.join(folder, 'many.yaml');
  writeFileSync(file, 'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up / on () up\n');
  const [rule] = readAlertRules(file);
  const series = seriesByName([up('a', '111'), up('b', '111')]);
  const replay = () => rule && replayAlert(rule, series, { fromMs: 0, toMs: 2000 });
  expect(replay).toThrow(/many\.yaml:4: A: several elements of one side/);
});
