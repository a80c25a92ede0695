import type { MixEntry } from '../plan/run-plan.ts';

/** A journey, its share of the mix, and how often it was drawn so far. */
interface Seat {
  readonly journey: string;
  readonly share: number;
  drawn: number;
}

/**
 * Answers one journey for each iteration so that after any number of them each was drawn as often as its share says,
 * give or take less than one: among those whose next turn may have come, the one that would be overdue first. (The
 * chairman assignment problem: Tijdeman, Discrete Mathematics 32, 1980; off by at most 1 − 1/(2m − 2) for m journeys.)
 * Asked in ascending order it costs one step each; for an earlier iteration it begins anew.
 * @param mix shares > 0; what counts is their ratio
 */
export function exactDraws(mix: readonly MixEntry[]): (iteration: number) => readonly string[] {
  const sum = mix.reduce((total, { probability }) => total + probability, 0);
  const seats: Seat[] = mix.map(({ journey, probability }) => ({
    journey,
    share: probability / sum,
    drawn: 0,
  }));
  const earliest = seats.length > 1 ? 1 / (2 * seats.length - 2) : 0;
  let next = 0;
  let last: readonly string[] = [];
  return (iteration) => {
    if (iteration < next - 1) {
      next = 0;
      for (const seat of seats) seat.drawn = 0;
    }
    for (; next <= iteration; next += 1) last = drawNext(seats, next + 1, earliest);
    return last;
  };
}

/** @param iterations how many there will have been with this one */
function drawNext(seats: readonly Seat[], iterations: number, earliest: number): readonly string[] {
  const owed = ({ share, drawn }: Seat) => iterations * share - drawn;
  const overdueIn = (seat: Seat) => (1 - earliest - owed(seat)) / seat.share;
  // Rounding must not leave all of them just short of their turn.
  const due = seats.filter((seat) => owed(seat) >= earliest - 1e-9);
  const [first, ...others] = due.length > 0 ? due : seats;
  if (first === undefined) return [];
  const chosen = others.reduce(
    (soonest, seat) => (overdueIn(seat) < overdueIn(soonest) ? seat : soonest),
    first,
  );
  chosen.drawn += 1;
  return [chosen.journey];
}
