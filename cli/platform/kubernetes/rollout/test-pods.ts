import { serviceRow } from '../../../../target-shop/service-table.ts';
import { EnvironmentError } from '../../../core/errors.ts';
import { containerPort } from '../manifests/service-objects.ts';
import type { Track } from '../manifests/track.ts';
import type { TrackedService } from './tracked-service.ts';

/** What a user would ask, read only, through all that is behind the pod. */
const USUAL = ['/api/menu', '/api/menu', '/api/menu', '/api/orders'];
const ANSWER_WITHIN_MS = 10_000;

/**
 * Asks every pod of a track itself, past the Services: whether it lives, is ready, is the release that it should be
 * and answers as users need it.
 * @throws EnvironmentError that names the pod, what was asked and what it answered
 */
export async function testPods(service: TrackedService, track: Track, version: string): Promise<void> {
  const pods = await service.pods(track);
  if (pods.length === 0) throw failed(`${service.name} has no ${track} pods`);
  service.working.say(`tests ${pods.length} ${track} pods`);
  await Promise.all(pods.map((pod) => testPod(service, pod, version)));
}

async function testPod(service: TrackedService, pod: string, version: string): Promise<void> {
  const ask = async (path: string) => {
    const port = containerPort(serviceRow(service.name));
    const request = { pod, port, method: 'GET', path, timeoutMs: ANSWER_WITHIN_MS } as const;
    const answer = await service.working.api.askPod(request);
    if (answer.status < 300) return answer.text;
    throw failed(`${pod} answers ${answer.status} to GET ${path}: ${answer.text.slice(0, 200)}`);
  };
  const health = JSON.parse(await ask('/health')) as { readonly version?: string }; // our own service's
  if (health.version !== version) throw failed(`${pod} is ${health.version}, not ${version}`);
  await ask('/ready');
  for (const path of USUAL) await ask(path);
}

function failed(message: string): EnvironmentError {
  return new EnvironmentError(message, {
    code: 'SHOPCTL_RELEASE_FAILED',
    hint: 'The new release got no traffic and is taken away; what is wrong with it?',
  });
}
