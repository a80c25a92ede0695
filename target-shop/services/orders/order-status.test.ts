import { expect, test } from 'vitest';
import { ORDER_STATUSES, type OrderStatus, REPORTABLE_STATUSES, statusesBefore } from './order-status.ts';

test.each<[OrderStatus, readonly OrderStatus[]]>([
  ['CREATED', []],
  ['PENDING', ['CREATED']],
  ['PAID', ['PENDING']],
  ['PAYMENT_FAILED', ['PENDING']],
  ['CANCELLED', ['CREATED']],
  ['SHIPPED', ['PAID']],
  ['DELIVERED', ['SHIPPED']],
  ['REFUNDED', ['PAID', 'SHIPPED', 'DELIVERED']],
])('an order comes into %s from %j only', (status, before) => {
  expect(statusesBefore(status)).toEqual(before);
});

test('nobody can report an order as paid', () => {
  const unpaid: readonly OrderStatus[] = ['CREATED', 'PENDING', 'PAYMENT_FAILED', 'CANCELLED'];
  for (const status of REPORTABLE_STATUSES) {
    expect(statusesBefore(status).some((before) => unpaid.includes(before))).toBe(false);
  }
  expect(ORDER_STATUSES).toHaveLength(8);
});
