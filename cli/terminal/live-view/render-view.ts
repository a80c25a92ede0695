import type { ChalkInstance } from 'chalk';
import { fitSections } from './fit-sections.ts';
import { generatorSections, secondSections, thresholdSections } from './further-sections.ts';
import { countSections, courseSection, keySection, searchSections } from './head-sections.ts';
import { timesSection } from './times-section.ts';
import type { ViewState } from './view-state.ts';

/** Of a terminal, in characters. */
export interface ViewSize {
  readonly columns: number;
  readonly rows: number;
}

/** Answers what the live view looks like at one moment: lines that fit the terminal, with a column and a row to spare. */
export function renderView(state: ViewState, size: ViewSize, paint: ChalkInstance): readonly string[] {
  const width = Math.max(1, size.columns - 1);
  const sections = [
    courseSection(state.course, width, paint),
    ...countSections(state.counts, width, paint),
    ...searchSections(state, width, paint),
    ...secondSections(state.seconds, width, paint),
    timesSection(state, width, paint),
    ...thresholdSections(state.thresholds, width, paint),
    ...generatorSections(state.generator, width, paint),
    keySection(state.keys, width, paint),
  ];
  return fitSections(sections, Math.max(1, size.rows - 1));
}
