import { expect, it } from 'vitest';
import { Interruption } from './interruption.ts';

it('an interruption tells those who listen, once, and nobody who has left', () => {
  const told: string[] = [];
  const [first, second, third] = ['first', 'second', 'third'].map((name) => () => void told.push(name));
  const interruption = new Interruption();
  for (const listener of [first, second, third])
    interruption.addEventListener('abort', listener as () => void);
  interruption.removeEventListener('abort', second as () => void);
  expect(interruption).toMatchObject({ aborted: false, reason: undefined });
  interruption.abort();
  interruption.abort();
  expect(told).toEqual(['first', 'third']);
  expect(interruption.aborted).toBe(true);
  expect(interruption.reason).toBeInstanceOf(Error);
});

it('who leaves while others are told is told no more than the others', () => {
  const interruption = new Interruption();
  let told = 0;
  const once = () => {
    told += 1;
    interruption.removeEventListener('abort', once);
  };
  interruption.addEventListener('abort', once);
  interruption.addEventListener('abort', () => {
    told += 1;
  });
  interruption.abort();
  expect(told).toBe(2);
});
