import os from 'node:os';
import { formatCount } from '../cli/core/format-count.ts';
import type { Reported, SteadyTool } from './peers/steady-tools.ts';

/** A tool and what it said. */
export type MeasuredTool = Pick<SteadyTool, 'name' | 'version' | 'how'> & { readonly reported: Reported };

/** Answers a table in Markdown: the truth, then each tool with how far it is off. */
export function freezeTable(truth: Reported, tools: readonly MeasuredTool[]): string {
  const rows = tools.map(({ name, version, how, reported }) => {
    const { requests, p99Ms, maxMs, meanMs } = reported;
    return [
      `${name} ${version}`,
      how,
      `${requests}`,
      against(p99Ms, truth.p99Ms),
      against(maxMs, truth.maxMs),
      against(meanMs, truth.meanMs),
    ];
  });
  const due = ['_by arithmetic_', '', truth.requests, ms(truth.p99Ms), ms(truth.maxMs), ms(truth.meanMs)];
  const head = ['tool', 'told by', 'requests', 'p99', 'max', 'mean'];
  const alignment = ['---', '---', '---:', '---:', '---:', '---:'];
  return [
    ...[head, alignment, due, ...rows].map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `Measured on ${new Date().toISOString().slice(0, 10)}; ${machine()}.`,
  ].join('\n');
}

function ms(value: number): string {
  return `${formatCount(Math.round(value))} ms`;
}

function against(value: number, truth: number): string {
  const percent = Math.round((value / truth - 1) * 100);
  return `${ms(value)} (${percent > 0 ? '+' : ''}${percent === 0 ? 0 : percent} %)`;
}

function machine(): string {
  const model = os.cpus()[0]?.model.trim() ?? 'unknown CPU';
  return `${os.availableParallelism()} cores (${model}), ${os.type()}, Node ${process.versions.node}`;
}
