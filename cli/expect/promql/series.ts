/** Labels of a series; its metric's name is `__name__`. */
export type Labels = Readonly<Record<string, string>>;

export const NAME = '__name__';

/** One series as a Prometheus holds it. */
export interface Series {
  readonly labels: Labels;
  /** Ascending by time. */
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly atMs: number;
  /** `undefined` marks the series as stale: from here on it has no value until it has one again. */
  readonly value: number | undefined;
}

/** One element of an instant vector. */
export interface Element {
  readonly labels: Labels;
  readonly value: number;
}

/** Finds series by the name of their metric. */
export type SeriesByName = ReadonlyMap<string, readonly Series[]>;

/** Answers the series by the name of their metric. */
export function seriesByName(series: readonly Series[]): SeriesByName {
  return Map.groupBy(series, ({ labels }) => labels[NAME] ?? '');
}

/** Answers one text for equal labels, whatever their order; a label without a value is no label. */
export function labelKey(labels: Labels): string {
  return JSON.stringify(
    Object.entries(labels)
      .filter(([, value]) => value !== '')
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/** Answers the labels but some. */
export function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

/** Answers these labels, as far as they are there. */
export function only(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)));
}
