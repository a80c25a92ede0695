import { z } from 'zod';
import {
  deployPlanSchema,
  destroySchema,
  errorSchema,
  flagSchema,
  flagsSchema,
  importSchema,
  loadStatusSchema,
  recoverSchema,
  restartSchema,
  rolloutSchema,
  setupSchema,
  shopStatusSchema,
} from './answer-schemas.ts';
import { checkpointSchema } from './checkpoint-schema.ts';
import { comparisonSchema } from './comparison-schema.ts';
import { plannedRunSchema } from './rehearsal-schema.ts';
import { runRecordSchema, verdictSchema } from './run-record-schema.ts';

/** Answers the JSON Schemas that are published in `reports/schemas`, by file name: one for each `--json`. */
export function publishedSchemas(): Readonly<Record<string, object>> {
  return {
    'run-record.schema.json': { title: 'shopctl run record', ...z.toJSONSchema(runRecordSchema) },
    'checkpoint.schema.json': { title: 'shopctl load checkpoint', ...z.toJSONSchema(checkpointSchema) },
    'run-plan.schema.json': { title: 'shopctl run plan', ...z.toJSONSchema(plannedRunSchema) },
    'comparison.schema.json': { title: 'shopctl load compare', ...z.toJSONSchema(comparisonSchema) },
    'import.schema.json': { title: 'shopctl load import', ...z.toJSONSchema(importSchema) },
    'load-status.schema.json': { title: 'shopctl load status', ...z.toJSONSchema(loadStatusSchema) },
    'verdict.schema.json': { title: 'shopctl verdict', ...z.toJSONSchema(verdictSchema) },
    'deploy-plan.schema.json': { title: 'shopctl deploy plan', ...z.toJSONSchema(deployPlanSchema) },
    'shop-status.schema.json': { title: 'shopctl shop status', ...z.toJSONSchema(shopStatusSchema) },
    'setup.schema.json': { title: 'shopctl setup', ...z.toJSONSchema(setupSchema) },
    'restart.schema.json': { title: 'shopctl restart', ...z.toJSONSchema(restartSchema) },
    'rollout.schema.json': { title: 'shopctl rollout', ...z.toJSONSchema(rolloutSchema) },
    'destroy.schema.json': { title: 'shopctl destroy', ...z.toJSONSchema(destroySchema) },
    'flag.schema.json': { title: 'shopctl flag', ...z.toJSONSchema(flagSchema) },
    'flags.schema.json': { title: 'shopctl flags', ...z.toJSONSchema(flagsSchema) },
    'recover.schema.json': { title: 'shopctl chaos recover', ...z.toJSONSchema(recoverSchema) },
    'error.schema.json': { title: 'shopctl error', ...z.toJSONSchema(errorSchema) },
  };
}
