import { html, type Markup } from './markup.ts';

/** Answers what the words of the page mean, for somebody who sees one for the first time. */
export function guideSection(): Markup {
  const terms: readonly (readonly [string, string])[] = [
    [
      'Delivered load',
      'How many iterations were started of those planned. When it is short, no other figure on this page can be trusted, and the run ends with exit code 14.',
    ],
    [
      'Response and service',
      'Response counts from when a request should have started, so a stalled shop cannot hide behind a generator that waits for it. Service counts from when it was sent.',
    ],
    [
      '✔ pass, ✖ fail, ? inconclusive',
      'Inconclusive means that too little was seen to tell. It is never green.',
    ],
    [
      'Planned and observed',
      'Planned is what the fault was told to do; observed is what the spans of the broken service show. A step passes when the plan lies inside the 99 % interval.',
    ],
    [
      'Users and baseline',
      'Users check out and feel the fault. Baseline traffic never needs the broken service and must not notice anything.',
    ],
    [
      'Put back and recovered',
      'Put back: no instance of the shop holds an override any more. Recovered: the shop was steady again afterwards.',
    ],
  ];
  return html`<section id="guide" aria-labelledby="guide-heading"><h2 id="guide-heading">How to read this</h2>
<dl class="facts guide">${terms.map(([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>`)}</dl></section>`;
}
