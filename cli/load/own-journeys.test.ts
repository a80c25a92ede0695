import { expect, it } from 'vitest';
import { checkMixes } from './own-journeys.ts';
import { loadOf } from './test/virtual-shop.ts';

it('names the load and the place of a journey that there is not', async () => {
  const loads = [loadOf('menu', {}), loadOf('purchaze', {})];
  const checked = checkMixes({ loads }, (load, journey, what) => `x.yaml:${load}:${journey}: ${what}`);
  await expect(checked).rejects.toMatchObject({
    message: 'x.yaml:1:purchaze: there is no journey "purchaze"',
    hint: 'Did you mean "purchase"?',
    exitCode: 2,
  });
  await expect(checkMixes({ loads: loads.slice(0, 1) }, String)).resolves.toBeUndefined();
});
