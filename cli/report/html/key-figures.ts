import { formatCount } from '../../core/format-count.ts';
import type { LoadSummary } from '../../load/summary.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { formatMs, formatPercent, NO_FIGURE } from '../figures.ts';
import { countOutcomes } from '../outcome.ts';
import { stepSentence } from '../sentences.ts';
import { html, type Markup } from './markup.ts';

interface KeyFigure {
  readonly name: string;
  readonly figure: string;
  readonly aside: string;
  readonly tone?: 'good' | 'bad' | undefined;
}

/** Answers the handful of figures that somebody in a hurry wants to know. */
export function keyFigures(record: RunRecord): Markup {
  const figures = [
    deliveredFigure(record),
    ...failedFigures(record),
    ...chaosFigures(record),
    ...verdictFigure(record),
  ];
  return html`<section aria-labelledby="key-heading"><h2 id="key-heading">In short</h2>
<dl class="cards">${figures.map(
    ({ name, figure, aside, tone = '' }) =>
      html`<div><dt>${name}</dt><dd class="figure ${tone}">${figure}</dd><dd class="aside">${aside}</dd></div>`,
  )}</dl></section>`;
}

function deliveredFigure({ load }: RunRecord): KeyFigure {
  const [only] = load.loads;
  if (only?.model === 'closed' && load.loads.length === 1) return playedFigure(only);
  const all = load.loads.map(({ delivered }) => delivered);
  const sum = (field: 'planned' | 'started' | 'dropped') => all.reduce((total, one) => total + one[field], 0);
  const [planned, started, dropped] = [sum('planned'), sum('started'), sum('dropped')];
  const isInvalid = load.generator.invalid.length > 0 || dropped > 0;
  return {
    name: 'Load delivered',
    figure: planned === 0 ? NO_FIGURE : formatPercent(started / planned),
    aside: `${formatCount(started)} of ${formatCount(planned)} iterations, ${formatCount(dropped)} dropped`,
    tone: isInvalid ? 'bad' : undefined,
  };
}

/** Virtual users have no schedule to be short of. */
function playedFigure({ delivered: { started, users = 0 } }: LoadSummary): KeyFigure {
  return {
    name: 'Iterations played',
    figure: formatCount(started),
    aside: users === 1 ? 'by one virtual user' : `by up to ${formatCount(users)} virtual users`,
  };
}

function failedFigures({ load, chaos }: RunRecord): readonly KeyFigure[] {
  const users = load.loads.filter(({ probe }) => !probe);
  return users.slice(0, 2).map(({ name, total }: LoadSummary) => ({
    name: `Requests failed, ${name}`,
    figure: total.requests === 0 ? NO_FIGURE : formatPercent(total.errors / total.requests),
    aside: `${formatCount(total.errors)} of ${formatCount(total.requests)}, p95 ${formatMs(total.response.p95)}`,
    tone: total.errors > 0 && chaos === undefined ? 'bad' : undefined,
  }));
}

function chaosFigures({ chaos }: RunRecord): readonly KeyFigure[] {
  if (chaos === undefined) return [];
  const { steps, undo, recovery } = chaos;
  const asPlanned = steps.filter(({ outcome }) => outcome === 'pass').length;
  const worst = steps.toSorted((a, b) => b.planned.failureRatio - a.planned.failureRatio)[0];
  return [
    {
      name: 'Fault steps as planned',
      figure: `${asPlanned} of ${steps.length}`,
      aside: worst === undefined ? 'nothing was injected' : `up to ${stepSentence(worst.planned)} of calls`,
      tone: asPlanned < steps.length ? 'bad' : 'good',
    },
    {
      name: 'Put back',
      figure: undo.outcome === 'incomplete' ? 'no' : formatMs(undo.tookMs),
      aside: undo.outcome === 'incomplete' ? 'overrides are still in force' : 'no instance holds an override',
      tone: undo.outcome === 'incomplete' ? 'bad' : 'good',
    },
    {
      name: 'Recovered',
      figure: recovery.outcome === 'recovered' ? formatMs(recovery.tookMs) : NO_FIGURE,
      aside: recovery.outcome === 'recovered' ? 'after the fault was undone' : recovery.reason,
      tone: { recovered: 'good' as const, 'not-recovered': 'bad' as const, 'not-checked': undefined }[
        recovery.outcome
      ],
    },
  ];
}

function verdictFigure({ verdict, thresholds }: RunRecord): readonly KeyFigure[] {
  if (verdict !== undefined) {
    const deciding = verdict.results.filter(({ severity }) => severity === 'error');
    const met = deciding.filter(({ outcome }) => outcome === 'pass').length;
    const tone = { pass: 'good' as const, fail: 'bad' as const, inconclusive: undefined }[verdict.outcome];
    return [
      {
        name: 'Expectations met',
        figure: `${met} of ${deciding.length}`,
        aside: countOutcomes(deciding),
        tone,
      },
    ];
  }
  if (thresholds.length === 0) return [];
  const met = thresholds.filter(({ outcome }) => outcome === 'pass').length;
  return [
    {
      name: 'Thresholds met',
      figure: `${met} of ${thresholds.length}`,
      aside: thresholds.map(({ expression }) => expression).join(', '),
      tone: met < thresholds.length ? 'bad' : 'good',
    },
  ];
}
