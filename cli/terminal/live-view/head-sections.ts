import type { ChalkInstance } from 'chalk';
import { formatDuration } from '../../core/duration.ts';
import { formatCount } from '../../core/format-count.ts';
import { formatRate } from '../../core/rate.ts';

import type { Section } from './fit-sections.ts';
import { bar, type Fact, factLine } from './marks.ts';
import type { CountsView, CourseView, ViewState } from './view-state.ts';

const WIDEST_BAR = 40;
/** A shorter one tells nothing. */
const NARROWEST_BAR = 8;

/** Answers the line that says what plays and how much is left. */
export function courseSection(course: CourseView, width: number, paint: ChalkInstance): Section {
  const facts = courseFacts(course, paint);
  const used = factLine(course.name, plain(facts), width);
  const room = Math.min(WIDEST_BAR, width - [...used].length - 2);
  const ratio = course.durationMs > 0 ? course.elapsedMs / course.durationMs : 1;
  const progress = room < NARROWEST_BAR ? '' : `  ${paint.cyan(bar(ratio, room))}`;
  return oneLine(0, factLine(course.name, facts, width) + progress);
}

function courseFacts(course: CourseView, paint: ChalkInstance): readonly Fact[] {
  const { state, elapsedMs, durationMs, stage, stages, silentMs } = course;
  const time = `${wholeSeconds(elapsedMs)} of ${wholeSeconds(durationMs)}`;
  const isOn = state !== 'starting' && state !== 'finishing';
  const atMost = state === 'searching' ? 'at most ' : '';
  return [
    { text: state, paint: state === 'paused' ? paint.yellow : paint.cyan },
    ...(silentMs === undefined
      ? []
      : [{ text: `no word of the generator for ${wholeSeconds(silentMs)}`, paint: paint.red }]),
    { text: time },
    ...(isOn ? [{ text: `${atMost}${wholeSeconds(durationMs - elapsedMs)} left` }] : []),
    ...(isOn && stages > 1 ? [{ text: `stage ${stage} of ${stages}` }] : []),
  ];
}

/** Answers the lines with what is wanted, what comes, and what became of it. */
export function countSections(
  counts: CountsView | undefined,
  width: number,
  paint: ChalkInstance,
): readonly Section[] {
  if (counts === undefined) return [];
  const alarming = (count: number, what: string): Fact => ({
    text: `${formatCount(count)} ${what}`,
    paint: count > 0 ? paint.red : undefined,
  });
  const { inFlight, maxInFlight, started, completed, dropped, interrupted, waited, errors } = counts;
  const isFull = inFlight >= maxInFlight && counts.wantedUsers === undefined;
  const flying = { text: `${formatCount(inFlight)} in flight`, paint: isFull ? paint.yellow : undefined };
  const iterations = [
    { text: `${formatCount(started)} started` },
    { text: `${formatCount(completed)} completed` },
    alarming(dropped, 'dropped'),
    alarming(errors, errors === 1 ? 'error' : 'errors'),
    ...(waited > 0 ? [{ text: `${formatCount(waited)} waited`, paint: paint.yellow }] : []),
    ...(interrupted > 0 ? [{ text: `${formatCount(interrupted)} interrupted` }] : []),
  ];
  return [
    oneLine(0, factLine(paceTitle(counts), [...paceFacts(counts), flying], width)),
    oneLine(1, factLine('iterations', iterations, width)),
  ];
}

function paceTitle({ wantedUsers }: CountsView): string {
  return wantedUsers === undefined ? 'rate      ' : 'users     ';
}

function paceFacts(counts: CountsView): readonly Fact[] {
  const { wantedPerSecond = 0, wantedUsers, startedPerSecond, requestsPerSecond } = counts;
  const now = startedPerSecond === undefined ? '–' : rateText(Number(startedPerSecond.toPrecision(3)));
  const wanted = wantedUsers === undefined ? rateText(wantedPerSecond) : formatCount(wantedUsers);
  return [
    { text: `${wanted} wanted` },
    { text: wantedUsers === undefined ? `${now} now` : `${now} iterations now` },
    ...(requestsPerSecond === undefined ? [] : [{ text: `${figure(requestsPerSecond)} requests/s` }]),
  ];
}

const STEP_TEXTS = {
  climb: 'doubling',
  bisect: 'halving the stretch',
  confirm: 'holding again',
  recover: 'letting it recover',
} as const;

/** Answers the line with what a search tries and between which rates it looks. */
export function searchSections(
  { search }: Pick<ViewState, 'search'>,
  width: number,
  paint: ChalkInstance,
): readonly Section[] {
  if (search === undefined) return [];
  const { kind, ratePerSecond, heldPerSecond, brokenPerSecond, repeats } = search;
  const again = repeats > 0 ? ` (${repeats} times more)` : '';
  const facts = [
    { text: `${STEP_TEXTS[kind]} at ${formatRate(ratePerSecond)}`, paint: paint.cyan },
    {
      text: heldPerSecond === undefined ? 'none held yet' : `${formatRate(heldPerSecond)} held${again}`,
    },
    {
      text: brokenPerSecond === undefined ? 'none broke yet' : `${formatRate(brokenPerSecond)} broke`,
    },
  ];
  return [oneLine(1, factLine('search    ', facts, width))];
}

/** Answers the line with what can be done. */
export function keySection(keys: readonly string[], width: number, paint: ChalkInstance): Section {
  const facts = keys.map((text) => ({ text, paint: paint.dim }));
  return { ...oneLine(0, factLine('keys      ', facts, width)), isApart: true };
}

/** @param rank as in {@link Section} */
export function oneLine(rank: number, line: string): Section {
  return { rank, least: 1, most: 1, isApart: false, lines: () => [line] };
}

function rateText(ratePerSecond: number): string {
  return ratePerSecond > 0 ? formatRate(ratePerSecond) : '0/m';
}

function wholeSeconds(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds === 0 ? '0s' : formatDuration(seconds * 1000);
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function plain(facts: readonly Fact[]): readonly Fact[] {
  return facts.map(({ text }) => ({ text }));
}
