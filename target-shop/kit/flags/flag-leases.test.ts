import { describe, expect, it } from 'vitest';
import { FlagLeases, type Lease } from './flag-leases.ts';

function leasesAt(startMs: number) {
  const clock = { nowMs: startMs };
  const expired: string[] = [];
  const leases = new FlagLeases(
    () => clock.nowMs,
    (lease: Lease) => expired.push(lease.id),
  );
  return { clock, expired, leases };
}

const payment = (value: number) => [{ flag: 'payment-decline-over', value } as const];

describe('FlagLeases', () => {
  it('ends a lease by itself when it is not renewed, and says so once', () => {
    const { clock, expired, leases } = leasesAt(1000);
    leases.put('run-1', 500, payment(100));
    clock.nowMs = 1499;
    expect(leases.override('payment-decline-over')?.value).toBe(100);
    clock.nowMs = 1500;
    expect(leases.override('payment-decline-over')).toBeUndefined();
    expect(leases.list()).toEqual([]);
    expect(expired).toEqual(['run-1']);
  });

  it('keeps a lease that is renewed in time', () => {
    const { clock, leases } = leasesAt(0);
    expect(leases.put('run-1', 500, payment(100))).toBe(true);
    clock.nowMs = 499;
    expect(leases.put('run-1', 500, payment(100))).toBe(false);
    clock.nowMs = 998;
    expect(leases.override('payment-decline-over')?.value).toBe(100);
  });

  it('lets the latest lease win where two speak of one flag, and the older one come back', () => {
    const { leases } = leasesAt(0);
    leases.put('run-1', 500, payment(100));
    leases.put('run-2', 500, payment(200));
    expect(leases.override('payment-decline-over')?.value).toBe(200);
    expect(leases.end('run-2')).toBe(true);
    expect(leases.override('payment-decline-over')?.value).toBe(100);
  });

  it('ends twice without harm', () => {
    const { leases } = leasesAt(0);
    leases.put('run-1', 500, payment(100));
    expect([leases.end('run-1'), leases.end('run-1')]).toEqual([true, false]);
  });
});
