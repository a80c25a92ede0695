import { afterEach, describe, expect, it } from 'vitest';
import { ChaosLeases } from '../../chaos-leases.ts';
import { waitUntil } from '../wait-until.ts';
import { RunHold } from './run-hold.ts';

/** Leases that hold something, on no instance at all. */
async function dangerous(): Promise<ChaosLeases> {
  const leases = new ChaosLeases('run', () => []);
  await leases.apply(['cart'], [{ flag: 'latency-profile', value: 'fast' }]);
  return leases;
}

function connection(pid: number) {
  let isOpen = true;
  return { pid, end: () => (isOpen = false), isOpen: () => isOpen };
}

let nowMs = 0;
const clock = { now: () => nowMs, sleepUntil: async () => {} };
let undone: ChaosLeases[] = [];
let hold: RunHold;

function newHold(): RunHold {
  nowMs = 1_000_000;
  undone = [];
  hold = new RunHold({
    clock,
    undo: async (leases) => {
      await leases.release();
      undone.push(leases);
    },
  });
  return hold;
}

afterEach(() => hold.stop());

describe('the hold on a shop', () => {
  it('belongs to one connection, and the next gets it once everything is undone', async () => {
    const [first, second] = [connection(11), connection(22)];
    const leases = await dangerous();
    await newHold().open(first, leases);
    await expect(hold.open(second, await dangerous())).rejects.toThrow('process 11 already plays a run');
    expect(() => hold.leasesOf(second)).toThrow('does not have the shop');
    void hold.close(first);
    const next = new ChaosLeases('next', () => []);
    await hold.open(second, next);
    expect(undone).toEqual([leases]);
    expect(hold.leasesOf(second)).toBe(next);
  });

  it('is not given up by a connection that never had it', async () => {
    const [first, second] = [connection(11), connection(22)];
    await newHold().open(first, new ChaosLeases('run', () => []));
    await hold.close(second);
    expect(undone).toEqual([]);
    expect(() => hold.leasesOf(first)).not.toThrow();
  });

  it('ends the connection of a process that falls silent with faults in force', async () => {
    const holder = connection(11);
    const leases = await dangerous();
    await newHold().open(holder, leases);
    nowMs += 1_700;
    hold.beat(holder);
    nowMs += 1_700;
    const hasEnded = () => waitUntil(() => !holder.isOpen(), { timeoutMs: 400 });
    expect(await hasEnded()).toBe(false);
    nowMs += 200;
    expect(await hasEnded()).toBe(true);
    await leases.release();
  });

  it('lets a process be silent that has nothing in force', async () => {
    const holder = connection(11);
    await newHold().open(holder, new ChaosLeases('run', () => []));
    nowMs += 60_000;
    expect(await waitUntil(() => !holder.isOpen(), { timeoutMs: 400 })).toBe(false);
  });
});
