import type { DeployPlan } from './platform.ts';

/** Titles of the columns of {@link planRows}. */
export const PLAN_COLUMNS = [
  { title: 'part' },
  { title: 'role' },
  { title: 'port', align: 'right' },
  { title: 'MB', align: 'right' },
] as const;

/** Answers what a deployment would start, a row for each part. */
export function planRows({ parts }: DeployPlan): readonly (readonly string[])[] {
  return parts.map(({ name, role, port, memoryMb, external }) =>
    external === true ? [name, role, 'given', ''] : [name, role, String(port ?? ''), String(memoryMb)],
  );
}

/** Answers the sums of a deployment in one line. */
export function planTotals({ totals: { processes, services, memoryMb } }: DeployPlan): string {
  return `${processes} processes, ${services} of them services, about ${memoryMb} MB`;
}
