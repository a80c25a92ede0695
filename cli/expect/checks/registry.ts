import { alert } from './alert.ts';
import { attributes } from './attributes.ts';
import { completeness } from './completeness.ts';
import { depth } from './depth.ts';
import { edges } from './edges.ts';
import { faultSteps } from './fault-steps.ts';
import { flags } from './flags.ts';
import { logs } from './logs.ts';
import { metrics } from './metrics.ts';
import { services } from './services.ts';
import { spans } from './spans.ts';
import { stores } from './stores.ts';

/**
 * Every kind of check by its name in expectation files. Each is a schema that turns its settings into the
 * function that judges them; a new kind is a file beside these and a line here.
 */
export const CHECKS = {
  services,
  edges,
  depth,
  stores,
  spans,
  'fault-steps': faultSteps,
  logs,
  flags,
  metrics,
  completeness,
  attributes,
  alert,
} as const;

/** Name of a kind of check. */
export type CheckKind = keyof typeof CHECKS;
