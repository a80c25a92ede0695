import type { VirtualUser } from '../../cli/load/journey.ts';

/** Where the shop takes orders, and how each of its documents names their parts. */
const DOORS = {
  '/api/checkout': { id: 'order_id', total: 'total', instructions: 'specialInstructions' },
  '/api/orders': { id: 'id', total: 'totalPrice', instructions: 'specialInstructions' },
  '/petstore-domain/orders': { id: 'order_id', total: 'total', instructions: 'special_instructions' },
} as const;

export type OrderDoor = keyof typeof DOORS;

/** What a user orders, and who that is to the shop. */
export interface Wish {
  readonly customer: string;
  readonly body: Readonly<Record<string, string>>;
}

/** An order as its user was told of it; money as on the wire. */
export interface PlacedOrder {
  readonly id: string;
  readonly total: number;
  readonly shipping: number;
}

/** An order asks four services. */
export const ORDER_TIMEOUT_MS = 10_000;

/** Of refusals, those that come too late or too often to say that there is no order. */
const UNCLEAR: readonly number[] = [408, 409];

/** Places an order that is looked up in the shop's books after the run; `undefined` when it is not placed. */
export async function placeOrder(
  user: VirtualUser,
  path: OrderDoor,
  { customer, body: wish }: Wish,
): Promise<PlacedOrder | undefined> {
  const door = DOORS[path];
  const claim = user.claimOrder(customer);
  const { ok, status, body } = await user.request({
    method: 'POST',
    path,
    body: { ...wish, [door.instructions]: claim.reference },
    timeoutMs: ORDER_TIMEOUT_MS,
  });
  if (!ok) {
    if (status !== undefined && status < 500 && !UNCLEAR.includes(status)) claim.refused();
    return undefined;
  }
  const { [door.id]: id, [door.total]: total, shipping = 0 } = (body ?? {}) as Record<string, unknown>;
  const isTold = typeof id === 'string' && typeof total === 'number';
  user.check('the order has an id and a total', isTold);
  if (!isTold) return undefined;
  claim.placed(id, total);
  return { id, total, shipping: Number(shipping) };
}
