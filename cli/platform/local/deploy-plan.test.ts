import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../target-shop/service-table.ts';
import { planDeploy } from './deploy-plan.ts';
import { neededPorts } from './preflight.ts';

const REQUEST = { size: 'full', portBase: 4000, host: '127.0.0.1' } as const;

describe('the plan of a deployment', () => {
  it('lists every part once, on a port of its own', () => {
    const { parts } = planDeploy(REQUEST);
    expect(parts.filter(({ role }) => role === 'service')).toHaveLength(SERVICES.length);
    const ports = neededPorts(REQUEST).map(({ port }) => port);
    expect(new Set(ports).size).toBe(ports.length);
    expect(Math.min(...ports)).toBe(4000);
    expect(Math.max(...ports)).toBe(4016);
  });

  it('adds up what it starts', () => {
    const { parts, totals } = planDeploy(REQUEST);
    expect(totals).toEqual({
      services: SERVICES.length,
      processes: SERVICES.length + 4,
      memoryMb: parts.reduce((sum, { memoryMb }) => sum + memoryMb, 0),
    });
  });

  it('starts no store that was given, and shows none of its secrets', () => {
    const plan = planDeploy({
      ...REQUEST,
      redisUrl: 'redis://me:pw@host:6379/1?x=pw',
      postgresUrl: 'postgres://me:pw@host/db',
    });
    expect(plan.totals.processes).toBe(SERVICES.length + 2);
    expect(plan.parts.filter(({ external }) => external)).toEqual([
      { name: 'redis', role: 'store', memoryMb: 0, external: true },
      { name: 'postgres', role: 'store', memoryMb: 0, external: true },
    ]);
    expect(plan.request).toMatchObject({
      redisUrl: 'redis://host:6379/1',
      postgresUrl: 'postgres://host/db',
    });
  });

  it.each(['host:6379', 'http://host', ''])('refuses %j as the URL of a Redis', (redisUrl) => {
    expect(() => planDeploy({ ...REQUEST, redisUrl })).toThrow('the value of --redis-url is not a URL');
  });
});
