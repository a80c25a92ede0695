import type { LoadPlan } from '../../plan/run-plan.ts';

/** From so many users on, memory is worth more than speed. */
const MANY_USERS = 200;

/** What the heap of a thread is bound to. */
export interface HeapBounds {
  /** The space that objects are born into, in MB: what is collected there once it is full costs what is alive then. */
  readonly youngMb: number;
  /** Flags of V8. */
  readonly flags: readonly string[];
  /** Whether the main thread gives back what it can before the load starts. */
  readonly isTight: boolean;
}

const FOR_MANY = { youngMb: 6, flags: ['--optimize-for-size', '--heap-growing-percent=15'], isTight: true };
/** What V8 has of its own. */
const FOR_FEW = { youngMb: 48, flags: [], isTight: false };

/**
 * Answers what a thread's heap is bound to, by the most users of any of its loads. Many users leave garbage that grows
 * to as much as living ones take, 70 MB more for 1,000: it is collected often, which costs speed that few users need
 * not pay. Those have what V8 gives of its own, of which 1,000 users would fill 20 MB.
 */
export function heapFor(loads: readonly Pick<LoadPlan, 'userStages'>[]): HeapBounds {
  const stages = loads.flatMap(({ userStages = [] }) => userStages);
  const most = Math.max(0, ...stages.flatMap(({ fromUsers, toUsers }) => [fromUsers, toUsers]));
  return most >= MANY_USERS ? FOR_MANY : FOR_FEW;
}
