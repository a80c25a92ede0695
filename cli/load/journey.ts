import type { TrafficType } from '../../target-shop/contract/chaos-wire.ts';

/** A way a user goes through the shop; one module in `scenarios/journeys/` each, default export. */
export interface Journey {
  readonly name: string;
  /** Marks the spans of its requests (V-28): `demo` for journeys that check out. */
  readonly trafficType: TrafficType;
  /** Plays it once. A rejected request does not throw: look at the answer, and call `user.fail` where it matters. */
  play(user: VirtualUser): Promise<void>;
}

/** A journey as a user's own module exports it: `--journeys FILE`. */
export interface WrittenJourney extends Omit<Journey, 'trafficType'> {
  /** Left out: `demo`. */
  readonly trafficType?: TrafficType;
}

/** A user with a cookie jar, a clock of their own and seeded choices; lives for one iteration. */
export interface VirtualUser {
  /** Sends a request and reads the whole answer. Failed requests are recorded and answered as `ok: false`. */
  request(options: JourneyRequest): Promise<JourneyResponse>;
  /** Waits between two steps, uniformly drawn; never counted as latency. */
  think(minMs: number, maxMs: number): Promise<void>;
  /** Answers 0 ≤ number < 1, the same for the same seed, iteration and name. */
  random(name: string): number;
  /** Answers one of the items, drawn under a name. */
  pick<Item>(name: string, items: readonly Item[]): Item;
  /** What the user has seen in this iteration, for journeys that build on each other. */
  readonly seen: Map<string, unknown>;
  /** Marks the journey as failed by a check: a right status with a wrong content. */
  fail(reason: string): void;
  /**
   * Counts a check by name: passed, or failed. One that does not hold fails the journey too, as `fail` does.
   * @param found what there was instead, for the list of errors
   * @returns whether it holds
   */
  check(name: string, holds: boolean, found?: string): boolean;
  /** Adds to a counter of that name in the summary. @param by any finite number; 1 when left out */
  count(name: string, by?: number): void;
  /** Answers a value without which the journey cannot go on: where there is none, it fails and ends here. */
  need<Value>(value: Value, what: string): NonNullable<Value>;
  /**
   * Answers the text or number at a path of a JSON answer. Where there is none the journey ends here: failed, or,
   * after a request that was not ok, with what that was counted as.
   * @param path such as `id` or `items[0].id`
   */
  capture(response: JourneyResponse, path: string): string | number;
  /**
   * Answers this iteration's row of the data of a name (`--data NAME=FILE`), the same all through the iteration.
   * A row of CSV is an object of texts; an element of a JSON array is what it is: say what with `Row`.
   * @throws Error when there is no such data, or no row left
   */
  feed<Row = Readonly<Record<string, string>>>(name: string): Row;
  /** Notes an order that is about to be placed: after the run it is looked up in the shop's books. */
  claimOrder(customer: string): OrderClaim;
}

/** What a user was told of an order; lost, and tolerated whether it is placed or not, until the user says more. */
export interface OrderClaim {
  /** Names the order for the shop: belongs into its instructions. */
  readonly reference: string;
  /** The shop said that it is placed. @param total in whole money with two decimals, as on the wire */
  placed(orderId: string, total: number): void;
  /** The shop said that it is not placed, and never will be. */
  refused(): void;
}

export interface JourneyRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Path with query, as sent; begins with a slash: a load has one target. */
  readonly path: string;
  /** Route template for results; the path when it has no parameters. */
  readonly route?: string;
  /** Beside, or in place of, those that every request has; names in any case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text is sent as it is, as `text/plain` unless `headers` say otherwise. */
  readonly body?: unknown;
  /** Sent as `application/x-www-form-urlencoded`, in place of a body. */
  readonly form?: Readonly<Record<string, string>>;
  /** Default 10,000 ms. */
  readonly timeoutMs?: number;
}

export interface JourneyResponse {
  /** 2xx or 3xx. */
  readonly ok: boolean;
  /** 402: a business outcome, neither ok nor an error. */
  readonly declined: boolean;
  /** `undefined` when there was no answer. */
  readonly status?: number;
  /** Parsed JSON; `undefined` when there is none. */
  readonly body: unknown;
  /** The body as it came; empty when there was none. */
  readonly text: string;
  /** Answers a header's value, the first of several; `undefined` when there is none. @param name in any case */
  header(name: string): string | undefined;
}
