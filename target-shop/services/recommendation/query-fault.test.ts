import { expect, test } from 'vitest';
import { demoPhase } from './query-fault.ts';

test.each([
  [0, 'ramp'],
  [9.99, 'ramp'],
  [10, 'peak'],
  [15, 'degradation'],
  [20, 'critical'],
  [45, 'critical'],
])('demo minute %d is the %s', (minute, phase) => expect(demoPhase(minute)).toBe(phase));
