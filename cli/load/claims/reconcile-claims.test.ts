import { describe, expect, it } from 'vitest';
import type { ClaimedOrder } from './claimed-order.ts';
import { reconcileClaims } from './reconcile-claims.ts';
import { type BookedOrder, readBookedOrder, readBookedOrders } from './seen-orders.ts';

const told = { orderId: 'a', totalCents: 1000 };
const claim: ClaimedOrder = { reference: 'ref-a', customer: 'Ada', outcome: 'placed', told };
const booked: BookedOrder = {
  ...{ id: 'a', status: 'DELIVERED', instructions: 'ref-a' },
  ...{ totalCents: 1000, linesCents: 501, shippingCents: 499 },
};

function reconcile(kept: readonly ClaimedOrder[], orders: readonly BookedOrder[], isWhole = true, byId = {}) {
  const histories = new Map([['Ada', { orders, isWhole }]]);
  return reconcileClaims({ kept, further: 0 }, { histories, byId: new Map(Object.entries(byId)) });
}

describe('reconcileClaims', () => {
  it('finds an order that is further down in a history than it is listed', () => {
    expect(reconcile([claim], [], false, { a: booked })).toMatchObject({ outcome: 'pass', reconciled: 1 });
    expect(reconcile([claim], [], false, { a: undefined }).violations).toMatchObject([{ kind: 'missing' }]);
    expect(reconcile([claim], [], false)).toMatchObject({
      outcome: 'inconclusive',
      unseen: 1,
      reconciled: 0,
    });
  });

  it('takes a refund for paid before, and an order that was given up for none', () => {
    expect(reconcile([claim], [{ ...booked, status: 'REFUNDED' }]).outcome).toBe('pass');
    const refused = { ...claim, outcome: 'refused' as const };
    expect(reconcile([refused], [{ ...booked, status: 'PAYMENT_FAILED' }]).outcome).toBe('pass');
  });

  it('tolerates an order nobody was told of where the answer was lost, but not two of them', () => {
    const lost: ClaimedOrder = { reference: 'ref-a', customer: 'Ada', outcome: 'lost' };
    expect(reconcile([lost], [booked])).toMatchObject({ outcome: 'pass', lost: 1, lostButPlaced: 1 });
    expect(reconcile([lost], [])).toMatchObject({ outcome: 'pass', lost: 1, lostButPlaced: 0 });
    expect(reconcile([lost], [booked, { ...booked, id: 'b' }]).violations).toEqual([
      { kind: 'ordered-twice', orderId: 'a, b', text: 'Ada ordered once, and the shop has 2 orders: a, b' },
    ]);
  });

  it('leaves orders of others alone', () => {
    expect(reconcile([claim], [booked, { ...booked, id: 'x', instructions: '' }]).outcome).toBe('pass');
  });

  it('lists a hundred violations, and counts all', () => {
    const kept = Array.from({ length: 150 }, (_, n) => ({
      ...claim,
      ...{ reference: `ref-${n}`, told: { orderId: `o-${n}`, totalCents: 1 } },
    }));
    const { violations, violated, reconciled } = reconcile(kept, []);
    expect([violations.length, violated, reconciled]).toEqual([100, 150, 0]);
  });
});

describe('readBookedOrder', () => {
  const document = {
    ...{ id: 'a', status: 'PAID', specialInstructions: 'ref', totalPrice: 10.1, shipping: 0.3 },
    items: [{ itemTotal: 4.9 }, { itemTotal: 4.9 }],
  };

  it('counts in cents, without the errors of floating point', () => {
    expect(readBookedOrder(document)).toMatchObject({ totalCents: 1010, linesCents: 980, shippingCents: 30 });
  });

  it.each([
    { ...document, items: undefined },
    { ...document, items: [null] },
    { ...document, totalPrice: '10' },
    null,
    [],
  ])('is none: %j', (body) => {
    expect(readBookedOrder(body)).toBeUndefined();
    expect(readBookedOrders([document, body])).toBeUndefined();
  });
});
