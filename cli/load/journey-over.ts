/** Ends a journey early, with what was counted until then: nothing is wrong that has not been said. */
export class JourneyOver extends Error {
  override readonly name = 'JourneyOver';
}
