import { z } from 'zod';
import { formatCount } from '../../core/format-count.ts';
import { formatPercent } from '../../core/percent.ts';
import { writtenShare } from '../../core/written-values.ts';
import type { StatementsSeen } from '../../telemetry/queries.ts';
import { countRequests, type Finding, type Judge, type Scene } from '../finding.ts';
import { counted } from '../wording.ts';

const MIN_SPANS = 10;
const MIN_REQUESTS = 50;

/** `stores`: each database system shows in traces, and its spans say which statement ran. */
export const stores = z
  .strictObject({
    systems: z.array(z.string()).min(1).describe('Values of db.system.name.'),
    withStatement: writtenShare.prefault('100%').describe('Share of their spans that carry db.query.text.'),
  })
  .transform(
    ({ systems, withStatement }): Judge =>
      async (scene) => {
        const seen = await scene.queries.statements(scene.window);
        const requests = await countRequests(scene);
        return systems.map((system) => {
          const spans = seen.find(({ dbSystem }) => dbSystem === system);
          return { part: system, ...judgeStore(system, withStatement, { spans, requests, scene }) };
        });
      },
  );

interface StoreSeen {
  readonly spans: StatementsSeen | undefined;
  readonly requests: number;
  readonly scene: Scene;
}

function judgeStore(system: string, withStatement: number, { spans, requests, scene }: StoreSeen): Finding {
  const count = spans?.spans ?? 0;
  const told = spans?.withStatement ?? 0;
  const base = {
    expected: `${system} spans, ${formatPercent(withStatement)} of them with their statement`,
    observed: `${counted(count, 'span')}, ${formatCount(told)} with statement`,
    sampleSize: count,
    traceIds: spans?.traceIds ?? [],
  };
  if (count < (scene.minSamples ?? MIN_SPANS)) {
    const isMissing = count === 0 && requests >= MIN_REQUESTS;
    const hint = isMissing
      ? `${counted(requests, 'request')} entered services, and none of them shows a ${system} span: is the client instrumented?`
      : `At least ${counted(scene.minSamples ?? MIN_SPANS, 'span')} are needed.`;
    return { ...base, outcome: isMissing ? 'fail' : 'inconclusive', hint };
  }
  if (told >= withStatement * count) return { ...base, outcome: 'pass' };
  return { ...base, outcome: 'fail', hint: 'Set db.query.text, parameterised, on every span of the client.' };
}
