import type { Point } from '../point.ts';
import { csv } from './csv.ts';
import { openFileOutput } from './file-output.ts';
import { jsonl } from './jsonl.ts';
import type { Output } from './output.ts';
import type { OutputTarget } from './parse-output.ts';

/**
 * Opens the outputs that take points while a load plays; targets that take the whole record are not among them.
 * @throws ShopctlError when one cannot be opened; those already open are closed
 */
export async function openOutputs(targets: readonly OutputTarget[], runId: string): Promise<Output> {
  const opened: Output[] = [];
  try {
    for (const target of targets) {
      const output = await open(target, runId);
      if (output !== undefined) opened.push(output);
    }
  } catch (error) {
    await Promise.allSettled(opened.map((output) => output.close()));
    throw error;
  }
  return allOf(opened);
}

/** Answers whether a target takes points, so that the engine has to send them. */
export function takesPoints({ kind }: OutputTarget): boolean {
  return kind !== 'junit' && kind !== 'markdown';
}

async function open(target: OutputTarget, runId: string): Promise<Output | undefined> {
  switch (target.kind) {
    case 'jsonl':
      return openFileOutput(target.file, jsonl);
    case 'csv':
      return openFileOutput(target.file, csv);
    case 'otlp':
      // Loaded here, as below: most runs need no metrics SDK.
      return (await import('./otlp.ts')).otlpOutput(target.url, runId);
    case 'prometheus':
      return (await import('./prometheus.ts')).openPrometheusOutput(target.host, target.port, runId);
    default:
      return undefined;
  }
}

/** One output that is many; each is closed, whatever the others say. */
function allOf(outputs: readonly Output[]): Output {
  return {
    take(points: readonly Point[]) {
      for (const output of outputs) output.take(points);
    },
    async close() {
      const closed = await Promise.allSettled(outputs.map((output) => output.close()));
      const failed = closed.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}
