import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../core/package-root.ts';
import { findScenario, scenarioNames } from './find-scenario.ts';
import { planScenario, stepDurationsMs } from './plan-scenario.ts';
import { readScenario } from './scenario-file.ts';

const file = path.join(packageRoot(), 'scenarios', 'blackfriday.yaml');
const scenario = readScenario(file).value;

describe('findScenario', () => {
  it('finds what ships with shopctl by name', () => {
    expect(path.resolve(findScenario('blackfriday'))).toBe(file);
  });

  it('names the scenario probably meant', () => {
    expect(() => findScenario('blakfriday')).toThrow('there is no scenario "blakfriday"');
    try {
      findScenario('blakfriday');
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 2, hint: 'Did you mean "blackfriday"?' });
    }
  });

  it('does not take a missing path for a name', () => {
    expect(() => findScenario('./nothing.yaml')).toThrow('there is no scenario file ./nothing.yaml');
  });
});

describe('every scenario that ships', () => {
  it.each(scenarioNames())('%s is readable and gives a plan', (name) => {
    const shipped = findScenario(name);
    expect(planScenario(shipped, readScenario(shipped).value).loads.length).toBeGreaterThan(0);
  });
});

describe('planScenario', () => {
  it('divides times and think times by the speed, and leaves rates alone', () => {
    const plan = planScenario(file, scenario, { speed: 30 });
    const shoppers = plan.loads.find(({ name }) => name === 'shoppers');
    expect(plan.experiment?.durationMs).toBe(60_000);
    expect(shoppers?.stages).toEqual([
      { durationMs: 20_000, fromRatePerSecond: 0.5, toRatePerSecond: 2 },
      { durationMs: 40_000, fromRatePerSecond: 2, toRatePerSecond: 2 },
    ]);
    expect(shoppers?.thinkTimeFactor).toBeCloseTo(1 / 30);
  });

  it('leaves the real times of steady state and recovery alone', () => {
    const { experiment } = planScenario(file, scenario, { speed: 30 });
    expect(experiment?.steadyState.durationMs).toBe(10_000);
    expect(experiment?.recovery).toEqual({ steadyForMs: 5000, deadlineMs: 30_000 });
  });

  it.each([1, 10, 30])('adds a probe that brings every step to its fewest calls at speed %d', (speed) => {
    const plan = planScenario(file, scenario, { speed });
    const probe = plan.loads.find((load) => load.probe);
    const [fault] = plan.experiment?.faults ?? [];
    if (fault === undefined || plan.experiment === undefined) throw new Error('the scenario has a fault');
    const rate = probe?.stages[0]?.fromRatePerSecond ?? 0;
    for (const durationMs of stepDurationsMs(fault, plan.experiment.durationMs, speed)) {
      expect((rate * durationMs) / 1000).toBeGreaterThanOrEqual(fault.minCallsPerStep);
    }
  });

  it('keeps loads that last the whole run going until recovery can be over', () => {
    const plan = planScenario(file, scenario, { speed: 30 });
    for (const load of plan.loads.filter(({ during }) => during === 'run')) {
      const lengthMs = load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
      expect(lengthMs).toBeGreaterThanOrEqual(10_000 + 60_000 + 30_000 + 5000);
    }
  });

  it('plans the curve of the documents: 100 to 2,800 ms and 2 to 78 % in five steps', () => {
    const [fault] = planScenario(file, scenario).experiment?.faults ?? [];
    expect(fault?.steps.map((step) => [step.fromMinute, step.delayMs, step.failureRatio])).toEqual([
      [1, 100, 0.02],
      [5, 500, 0.1],
      [10, 1200, 0.25],
      [15, 2000, 0.5],
      [20, 2800, 0.78],
    ]);
  });

  it('says where its values came from', () => {
    expect(planScenario(file, scenario, { seed: 7 })).toMatchObject({
      seed: 7,
      origins: { seed: 'flag', speed: 'default' },
    });
  });
});
