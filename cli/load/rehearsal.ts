/** What a load will come to, found by playing some of its iterations in memory against answers that are right. */
export interface Rehearsal {
  readonly load: string;
  /** How many iterations were played for it. */
  readonly iterations: number;
  /** How long each request was taken to last. */
  readonly requestMs: number;
  /** Means of an iteration. */
  readonly journeysPerIteration: number;
  readonly requestsPerIteration: number;
  /** Thinking included. */
  readonly iterationMs: number;
  /** When the load is at its highest. */
  readonly peak: PeakLoad;
  /** By method and route template, most frequent first. */
  readonly endpoints: readonly ExpectedEndpoint[];
  /** Journeys that could not be played to their end, and why: of their requests only the first are known. */
  readonly stuck: readonly string[];
}

export interface PeakLoad {
  readonly iterationsPerSecond: number;
  readonly requestsPerSecond: number;
  /** By Little's law: rate times duration. */
  readonly iterationsInFlight: number;
  /** Likewise; each has a socket of its own. */
  readonly requestsInFlight: number;
  /** What the command that plays it needs, about; in millions of bytes. */
  readonly memoryMb: number;
}

export interface ExpectedEndpoint {
  readonly name: string;
  readonly perIteration: number;
  /** When the load is at its highest. */
  readonly peakPerSecond: number;
}
