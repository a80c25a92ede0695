import { SERVICES } from '../../../../target-shop/service-table.ts';
import type { Clock } from '../../../core/clock.ts';
import { didYouMean } from '../../../core/closest-name.ts';
import { UsageError } from '../../../core/errors.ts';
import type { RolloutReport, RolloutRequest, RolloutWork } from '../../platform.ts';
import type { ClusterApi } from '../api/cluster-api.ts';
import { abortRollout } from './abort.ts';
import { stepBlueGreen } from './blue-green.ts';
import { stepCanary } from './canary.ts';
import { promoteRollout } from './promote.ts';
import { TrackedService } from './tracked-service.ts';
import { undoRollout } from './undo.ts';

/** Answers the work of a rollout command: one step, which may end in another state than was asked for. */
export function planRollout(api: ClusterApi, request: RolloutRequest, clock: Clock): RolloutWork {
  const row = SERVICES.find(({ name }) => name === request.service);
  if (row === undefined) {
    const names = SERVICES.map(({ name }) => name);
    throw new UsageError(`"${request.service}" is not a service`, {
      hint: didYouMean(request.service, names),
    });
  }
  let report: RolloutReport | undefined;
  return {
    steps: [
      {
        title: titleOf(request),
        run: async (say, signal) => {
          report = await carryOut(new TrackedService(row.name, { api, clock, say, signal }), request);
        },
      },
    ],
    result() {
      if (report === undefined) throw new Error('a rollout has no result before its step has run');
      return report;
    },
  };
}

function titleOf(request: RolloutRequest): string {
  const { kind, service } = request;
  switch (kind) {
    case 'canary':
      return `Canary of ${service} at ${request.step} %`;
    case 'blue-green':
      return `Green ${service}: ${request.step}`;
    case 'promote':
      return `Promote the new ${service}`;
    case 'abort':
      return `Take the new ${service} away`;
    case 'undo':
      return `Go back to an earlier ${service}`;
  }
}

function carryOut(service: TrackedService, request: RolloutRequest): Promise<RolloutReport> {
  switch (request.kind) {
    case 'canary':
      return stepCanary(service, request.step, request.release);
    case 'blue-green':
      return stepBlueGreen(service, request.step, request.release);
    case 'promote':
      return promoteRollout(service);
    case 'abort':
      return abortRollout(service);
    case 'undo':
      return undoRollout(service, request.toRevision);
  }
}
