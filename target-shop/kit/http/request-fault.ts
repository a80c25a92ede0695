import type { RequestHandler } from 'express';
import { applyFaultRule } from '../fault-injection.ts';
import { HttpProblem } from '../http-problem.ts';
import type { Kit } from '../kit.ts';

const FLAG = 'request-fault';

/** Lets every request of a service meet the fault curve that was pushed to it: latency, failures, or both. */
export function requestFault(kit: Kit): RequestHandler {
  return async (_request, _response, next) => {
    const rule = kit.flags.get(FLAG);
    if (rule === null || (await applyFaultRule(kit, rule, FLAG)) === 'pass') return next();
    throw new HttpProblem(503, 'FAULT_INJECTED', `Requests fail on purpose: the flag ${FLAG} is on`);
  };
}
