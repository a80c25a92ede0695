import { describe, expect, it } from 'vitest';
import { planRows, planTotals } from '../plan-table.ts';
import type { ResourceTable } from '../platform.ts';
import { planClusterDeploy } from './deploy-plan.ts';

const planOf = (resources?: ResourceTable) =>
  planClusterDeploy({
    ...{ size: 'full', portBase: 3000, host: '127.0.0.1' },
    ...(resources && { resources }),
  });

describe('the plan of a deployment to a cluster', () => {
  it('adds up what the pods ask for and may take', () => {
    const plan = planOf();
    expect(plan.totals).toEqual({
      ...{ services: 13, processes: 16, memoryMb: 1714, cpuCores: 1.05 },
      limit: { memoryMb: 4089, cpuCores: 9.5 },
    });
    expect(planTotals(plan)).toBe(
      '16 processes, 13 of them services; they ask for 1.05 CPU and 1714 MB and may take 9.5 CPU and 4089 MB',
    );
    expect(planRows(plan)).toContainEqual(['gateway', 'service', '', '0.1', '1', '134', '268']);
  });

  it.each([
    ['coffee', { memoryMb: 67, cpuCores: 0.05, limit: { memoryMb: 268, cpuCores: 0.5 } }],
    ['ecommerce', { memoryMb: 134, cpuCores: 0.1, limit: { memoryMb: 268, cpuCores: 0.2 } }],
    ['sock', { memoryMb: 315, cpuCores: 0.1, limit: { memoryMb: 1049, cpuCores: 0.3 } }],
  ] as const)('has the frontend of %s as its document has it', (table, amounts) => {
    const { parts, request } = planOf(table);
    expect(parts.find(({ name }) => name === 'frontend')).toMatchObject(amounts);
    expect(request.resources).toBe(table);
  });
});
