import type { DeployPlan, ResourceAmounts } from './platform.ts';

/** Titles of the columns of {@link planRows}; CPU, limits and pods only where a plan says them. */
export function planColumns({ parts, totals: { limit } }: DeployPlan) {
  const right = (title: string) => ({ title, align: 'right' as const });
  const amounts = limit === undefined ? [] : [right('CPU'), right('at most'), right('MB')];
  const last = limit === undefined ? right('MB') : right('at most');
  const pods = hasReplicas(parts) ? [right('pods')] : [];
  return [{ title: 'part' }, { title: 'role' }, right('port'), ...pods, ...amounts, last];
}

/** Answers what a deployment would start, a row for each part. */
export function planRows({ parts }: DeployPlan): readonly (readonly string[])[] {
  return parts.map(({ name, role, port, memoryMb, cpuCores, limit, external, replicas = 1 }) => {
    if (external === true) return [name, role, 'given', ''];
    const cells = [name, role, String(port ?? '')];
    if (limit === undefined) return [...cells, String(memoryMb)];
    if (hasReplicas(parts)) cells.push(String(replicas));
    return [...cells, ...[cpuCores, limit.cpuCores, memoryMb, limit.memoryMb].map(String)];
  });
}

function hasReplicas(parts: DeployPlan['parts']): boolean {
  return parts.some(({ replicas }) => replicas !== undefined);
}

/** Answers the sums of a deployment in one line. */
export function planTotals({ totals }: DeployPlan): string {
  const { processes, services, memoryMb, cpuCores, limit } = totals;
  const parts = `${processes} processes, ${services} of them services`;
  if (cpuCores === undefined || limit === undefined) return `${parts}, about ${memoryMb} MB`;
  return `${parts}; they ask for ${amount({ cpuCores, memoryMb })} and may take ${amount(limit)}`;
}

function amount({ cpuCores, memoryMb }: ResourceAmounts): string {
  return `${cpuCores} CPU and ${memoryMb} MB`;
}
