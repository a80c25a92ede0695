import { z } from 'zod';
import { formatCount } from '../../core/format-count.ts';
import { formatPercent } from '../../core/percent.ts';
import { writtenShare } from '../../core/written-values.ts';
import type { LogGroup, LogSelector } from '../../telemetry/queries.ts';
import { countRequests, type Finding, type Judge, type Scene, within } from '../finding.ts';
import { counted } from '../wording.ts';
import { attributesText } from '../written-values.ts';

const MIN_RECORDS = 20;

interface LogSettings {
  readonly select: LogSelector;
  readonly traced: number;
  readonly joined: number;
  readonly onErrorSpan: number | undefined;
}

/** `logs`: log records can be found from their trace, and chaos lines stand on failed spans. */
export const logs = z
  .strictObject({
    service: z.string().optional(),
    contains: z.string().optional().describe('A part of the body.'),
    attributes: z
      .record(z.string(), z.string())
      .optional()
      .describe('Attributes that must be equal, as text.'),
    traced: writtenShare
      .prefault('90%')
      .describe('Share of the records that carry a trace id and a span id.'),
    joined: writtenShare.prefault('99%').describe('Share of those whose span is stored.'),
    onErrorSpan: writtenShare.optional().describe('Share of those whose span has status ERROR.'),
  })
  .transform(({ service, contains, attributes, ...shares }): Judge => {
    const select: LogSelector = {
      ...(service === undefined ? {} : { service }),
      ...(contains === undefined ? {} : { bodyContains: contains }),
      ...(attributes === undefined ? {} : { attributes }),
    };
    const settings = { onErrorSpan: undefined, ...shares, select };
    return async (scene) => [await judgeLogs(settings, scene)];
  });

async function judgeLogs(settings: LogSettings, scene: Scene): Promise<Finding> {
  const { select, traced, joined, onErrorSpan } = settings;
  const seen = await scene.queries.logs({ ...select, ...within(scene) });
  const base = {
    expected: expectedText(settings),
    sampleSize: seen.count,
    traceIds: seen.traceIds,
  };
  const minRecords = scene.minSamples ?? MIN_RECORDS;
  if (seen.count < minRecords) return { ...base, ...(await tooFew(seen.count, minRecords, scene)) };
  const shortfalls = [
    seen.withTrace < traced * seen.count && 'Records without trace ids were written outside a span.',
    seen.joined < joined * seen.withTrace && 'Their trace ids name spans that were never stored.',
    onErrorSpan !== undefined &&
      seen.onErrorSpan < onErrorSpan * seen.joined &&
      'They were written for spans that ended well.',
  ].filter((shortfall) => shortfall !== false);
  return {
    ...base,
    outcome: shortfalls.length === 0 ? 'pass' : 'fail',
    observed: observedText(seen, onErrorSpan !== undefined),
    ...(shortfalls.length === 0 ? {} : { hint: shortfalls.join(' ') }),
  };
}

function observedText({ count, withTrace, joined, onErrorSpan }: LogGroup, isAboutErrors: boolean): string {
  const onError = isAboutErrors ? `, ${formatCount(onErrorSpan)} on an ERROR span` : '';
  return `${counted(count, 'record')}, ${formatCount(withTrace)} with trace, ${formatCount(joined)} joined${onError}`;
}

function expectedText({ select, traced, joined, onErrorSpan }: LogSettings): string {
  const which = [
    'records',
    select.service !== undefined && `of ${select.service}`,
    select.bodyContains !== undefined && `saying "${select.bodyContains}"`,
    select.attributes !== undefined && `with ${attributesText(select.attributes)}`,
  ];
  const shares = [
    `${formatPercent(traced)} carry a trace`,
    `${formatPercent(joined)} of those join their span`,
    onErrorSpan !== undefined && `${formatPercent(onErrorSpan)} an ERROR span`,
  ];
  const say = (parts: readonly (string | false)[], glue: string) =>
    parts.filter((part) => part !== false).join(glue);
  return `${say(which, ' ')}: ${say(shares, ', ')}`;
}

async function tooFew(
  records: number,
  minRecords: number,
  scene: Scene,
): Promise<Pick<Finding, 'outcome' | 'observed' | 'hint'>> {
  const requests = await countRequests(scene);
  return {
    outcome: 'inconclusive',
    observed: `${counted(records, 'such record')} beside ${counted(requests, 'request')} to services`,
    hint: `At least ${counted(minRecords, 'record')} are needed.`,
  };
}
