import type { Counter } from '@opentelemetry/api';
import type { Response } from 'express';
import { faultPosition } from '../../contract/fault-rule.ts';
import { applyFaultRule } from '../../kit/fault-injection.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import { slowQueries } from '../../kit/stores/slow-queries.ts';
import { PRODUCTS } from '../../seed/products.ts';
import { DEMO_MINUTE } from '../demo-minute.ts';

const FLAG = 'recommendation-fault';

/**
 * Answers the Black Friday failure point (V-07, V-31). While a fault rule is in force each call behaves as if its query
 * ran without an index: it waits, and some end in a timeout, HttpProblem 500 QUERY_TIMEOUT. The span says so by the
 * names alerts look for (V-36), and the answer at which minute of the demo it is.
 */
export function queryFault(kit: Kit): (res: Response) => Promise<void> {
  const slow = slowQueries(kit.meter);
  return (res) => meetQueryFault(kit, res, slow);
}

async function meetQueryFault(kit: Kit, res: Response, slow: Pick<Counter, 'add'>): Promise<void> {
  const rule = kit.flags.get(FLAG);
  const position = rule === null ? undefined : faultPosition(rule, kit.clock.now());
  if (position === undefined) return;
  res.set(DEMO_MINUTE, String(Math.floor(position.demoMinute)));
  const outcome = await applyFaultRule(kit, rule, FLAG);
  const { step, demoMinute } = position;
  kit.currentSpan().setAttribute('service.demo_phase', demoPhase(demoMinute));
  if (step.delayMs > 0 || outcome === 'fail') {
    slow.add(1);
    kit.currentSpan().setAttributes({
      'db.slow_query': true,
      'db.duration_ms': step.delayMs,
      'db.full_table_scan': true,
      'db.missing_index': 'idx_products_category',
      'db.rows_scanned': PRODUCTS.length,
    });
  }
  if (outcome === 'fail') throw new HttpProblem(500, 'QUERY_TIMEOUT', 'Query timeout');
}

/** Answers what the Black Friday script calls a demo minute (V-34). */
export function demoPhase(demoMinute: number): 'ramp' | 'peak' | 'degradation' | 'critical' {
  if (demoMinute < 10) return 'ramp';
  if (demoMinute < 15) return 'peak';
  return demoMinute < 20 ? 'degradation' : 'critical';
}
