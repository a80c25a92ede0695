/** How a rate or a number of users moves over a load: from how far the load is, 0..1, to a share of it, 0..1. */
const COURSES = {
  steady: () => 1,
  /** As steady, until a search changes it. */
  breakpoint: () => 1,
  /** From nothing to the rate. */
  ramp: (progress) => progress,
  /** A fifth of the rate, and all of it at once in the middle fifth. */
  spike: (progress) => (progress >= 0.4 && progress < 0.6 ? 1 : 0.2),
  /** Up and down three times, between a fifth of the rate and all of it. */
  wave: (progress) => 0.6 - 0.4 * Math.cos(progress * 3 * 2 * Math.PI),
  /** Ten percent of the time up, ten percent down, and long at the rate in between. */
  soak: (progress) => Math.min(1, progress * 10, (1 - progress) * 10),
} as const satisfies Record<string, (progress: number) => number>;

/** Where a course has a corner or a jump, it is cut; a curve is drawn by many straight pieces. */
const CUTS: Readonly<Record<LoadShape, readonly number[]>> = {
  steady: [0, 1],
  breakpoint: [0, 1],
  ramp: [0, 1],
  spike: [0, 0.4, 0.6, 1],
  wave: Array.from({ length: 61 }, (_, piece) => piece / 60),
  soak: [0, 0.1, 0.9, 1],
};

export type LoadShape = keyof typeof COURSES;

export const LOAD_SHAPES = Object.keys(COURSES) as LoadShape[]; // of a literal, so these are all of its keys

/** A stretch in which something moves in a straight line. */
export interface Piece {
  readonly durationMs: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Answers a shape as straight lines.
 * @param highest the highest value of it, whatever it counts
 * @example shapePieces('ramp', 5, 60_000) // one piece, from 0 to 5
 */
export function shapePieces(shape: LoadShape, highest: number, durationMs: number): readonly Piece[] {
  const cuts = CUTS[shape];
  const course = COURSES[shape];
  return cuts.slice(1).map((to, piece) => {
    const from = cuts[piece] ?? 0;
    // A piece ends just before its cut, where a jump may be.
    const end = shape === 'spike' ? course(from) : course(to);
    return { durationMs: (to - from) * durationMs, from: course(from) * highest, to: end * highest };
  });
}
