import { formatDuration } from '../../../core/duration.ts';
import type { FaultWindow } from '../../../plan/run-timeline.ts';
import { formatAddedMs, formatStretch } from '../../figures.ts';
import { stepSentence } from '../../sentences.ts';
import { html, type Markup } from '../markup.ts';
import type { ChartData } from './chart-data.ts';
import { timeTicks, valueTicks } from './ticks.ts';

/** Where a panel's marks go, in pixels of the drawing. */
export interface Plot {
  x(atMs: number): number;
  y(value: number): number;
  readonly bottom: number;
}

/** One y axis; the panels of a chart stand above each other on one time axis. */
export interface Panel {
  readonly label: string;
  readonly height: number;
  readonly largest: number;
  formatTick(value: number): string;
  draw(plot: Plot): readonly Markup[];
}

/** A drawing for one class of screens: text keeps its size, so a phone gets a drawing of its own. */
export interface Screen {
  readonly className: 'wide' | 'narrow';
  readonly width: number;
  readonly left: number;
  readonly timeMarks: number;
}

export const SCREENS: readonly Screen[] = [
  { className: 'wide', width: 1040, left: 56, timeMarks: 14 },
  { className: 'narrow', width: 360, left: 42, timeMarks: 5 },
];

interface ChartTexts {
  readonly label: string;
  /** Answers what the pointer shows over a stretch of time, in lines. */
  tip(place: number): string;
}

const RIGHT = 18;
const TOP = 60;
/** Under the phase strip; the bands' labels and the first panel's label stand between it and TOP. */
const BANDS_TOP = 20;
const PANEL_GAP = 34;
const AXIS = 24;
const LETTER = 6.3;
/** Labels of bands are bold. */
const BOLD_LETTER = 7;

/** Answers a chart once for each class of screens; style sheets show the one that fits. */
export function chartFrame(data: ChartData, panels: readonly Panel[], texts: ChartTexts): readonly Markup[] {
  return SCREENS.map((screen) => drawing(data, panels, { ...texts, screen }));
}

function drawing(
  data: ChartData,
  panels: readonly Panel[],
  { screen, label, tip }: ChartTexts & { readonly screen: Screen },
): Markup {
  const { width, left } = screen;
  const duration = data.endedAtMs - data.startedAtMs;
  const x = (atMs: number) => rounded(left + ((atMs - data.startedAtMs) / duration) * (width - left - RIGHT));
  const tops = panels.map((_, index) =>
    panels.slice(0, index).reduce((top, { height }) => top + height + PANEL_GAP, TOP),
  );
  const bottom = (tops.at(-1) ?? TOP) + (panels.at(-1)?.height ?? 0);
  return html`<svg class="chart ${screen.className}" viewBox="0 0 ${width} ${bottom + AXIS}" role="img" aria-label="${label}">
${phaseStrip(data, x)}
${data.steps.map((step) => faultBand(step, data, { x, bottom }))}
${panels.map((panel, index) => panelMarks(panel, tops[index] ?? TOP, { x, left, right: width - RIGHT }))}
${timeAxis(duration, screen, (ms) => x(data.startedAtMs + ms), bottom)}
${Array.from({ length: data.bucketCount }, (_, place) => {
  const fromMs = data.startedAtMs + place * data.bucketMs;
  const end = x(fromMs + data.bucketMs);
  return html`<rect class="hit" x="${x(fromMs)}" y="${BANDS_TOP}" width="${rounded(end - x(fromMs))}" height="${bottom - BANDS_TOP}"><title>${tip(place)}</title></rect>`;
})}
</svg>`;
}

function phaseStrip({ phases }: ChartData, x: (atMs: number) => number): readonly Markup[] {
  return phases.map(({ name, fromMs, toMs }) => {
    const [from, to] = [x(fromMs), x(toMs)];
    const isRoomy = to - from > name.length * LETTER + 4;
    return html`<g class="phase phase-${name}"><rect x="${from}" y="0" width="${rounded(Math.max(1, to - from - 2))}" height="17" rx="3"><title>${name}</title></rect>${
      isRoomy ? html`<text x="${rounded((from + to - 2) / 2)}" y="12.5">${name}</text>` : undefined
    }</g>`;
  });
}

interface BandPlace {
  x(atMs: number): number;
  readonly bottom: number;
}

function faultBand(step: FaultWindow, { startedAtMs }: ChartData, { x, bottom }: BandPlace): Markup {
  const [from, to] = [x(step.fromMs), x(step.toMs)];
  const planned = { failureRatio: step.failureRatio, addedDelayMs: step.delayMs };
  const label = `${step.index + 1}: ${stepSentence(planned)}`;
  const number = String(step.index + 1);
  const shorter = [label, `${number}: ${formatAddedMs(step.delayMs)}`, number];
  const shown = shorter.find((text) => text.length * BOLD_LETTER + 8 < to - from) ?? number;
  // From faint to plain: a worse step is a darker band, and zero failures are still seen.
  const strength = rounded(0.35 + 0.65 * step.failureRatio);
  return html`<g class="fault-band"><rect x="${from}" y="${BANDS_TOP}" width="${rounded(to - from)}" height="${bottom - BANDS_TOP}" fill-opacity="${strength}"><title>${label} on ${step.service}, ${formatStretch(step, startedAtMs)}</title></rect><line x1="${from}" x2="${from}" y1="${BANDS_TOP}" y2="${bottom}"/><text x="${from + 4}" y="${BANDS_TOP + 13}">${shown}</text></g>`;
}

interface PanelPlace {
  x(atMs: number): number;
  readonly left: number;
  readonly right: number;
}

function panelMarks(panel: Panel, top: number, { x, left, right }: PanelPlace): Markup {
  const bottom = top + panel.height;
  const ticks = valueTicks(panel.largest, Math.max(2, Math.floor(panel.height / 40)));
  const highest = ticks.at(-1) ?? 1;
  const y = (value: number) => rounded(bottom - (value / highest) * panel.height);
  return html`<g>${ticks.map(
    (tick) =>
      html`<line class="grid" x1="${left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick value" x="${left - 6}" y="${y(tick) + 4}">${panel.formatTick(tick)}</text>`,
  )}<text class="panel-label" x="${left + 4}" y="${top - 8}">${panel.label}</text>${panel.draw({ x, y, bottom })}</g>`;
}

function timeAxis(
  durationMs: number,
  { timeMarks, left, width }: Screen,
  x: (ms: number) => number,
  bottom: number,
): Markup {
  const ticks = timeTicks(durationMs, timeMarks);
  return html`<line class="axis" x1="${left}" x2="${width - RIGHT}" y1="${bottom}" y2="${bottom}"/>${ticks.map(
    (ms) =>
      html`<line class="axis" x1="${x(ms)}" x2="${x(ms)}" y1="${bottom}" y2="${bottom + 4}"/><text class="tick time" x="${x(ms)}" y="${bottom + 18}">${ms === 0 ? '0s' : formatDuration(ms)}</text>`,
  )}`;
}

/** Answers a coordinate to a tenth of a pixel: finer cannot be seen and makes the page heavy. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
