import { formatCount } from '../../core/format-count.ts';
import type { LoadSummary } from '../../load/summary.ts';
import { formatSum } from '../figures.ts';
import { html, type Markup } from './markup.ts';

/** Answers the checks and counters of a load's journeys, a table each; nothing where there are none. */
export function namedTables({ name, checks = [], counters = [] }: LoadSummary): readonly Markup[] {
  return [
    ...table(
      `Checks of ${name}`,
      ['check', 'passed', 'failed'],
      checks.map((one) => [one.name, formatCount(one.passed), formatCount(one.failed)]),
    ),
    ...table(
      `Counters of ${name}`,
      ['counter', 'sum'],
      counters.map((one) => [one.name, formatSum(one.count)]),
    ),
  ];
}

function table(
  label: string,
  titles: readonly string[],
  rows: readonly (readonly [name: string, ...figures: string[]])[],
): readonly Markup[] {
  if (rows.length === 0) return [];
  const [first = '', ...figures] = titles;
  return [
    html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table>
<thead><tr><th scope="col">${first}</th>${figures.map((title) => html`<th scope="col" class="number">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
      ([name, ...values]) =>
        html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td class="number">${value}</td>`)}</tr>`,
    )}</tbody></table></div>`,
  ];
}
