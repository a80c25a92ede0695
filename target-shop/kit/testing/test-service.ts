import { createService, type RunningService } from '../create-service.ts';
import type { ServiceDefinition } from '../kit.ts';
import type { Environment } from '../service/service-settings.ts';
import type { ServiceOutside } from '../service-outside.ts';

/** Token of the control routes of test services. */
export const TEST_TOKEN = 'token of the tests';

/** A service of a test, and its log lines so far. */
export interface TestService extends RunningService {
  readonly lines: readonly LogLine[];
  /** Sends a request to a control route, with the token. */
  control(method: string, path: string, body?: unknown): Promise<Response>;
}

/** One JSON line of the log. */
export interface LogLine {
  readonly [field: string]: unknown;
  readonly level: string;
  readonly msg: string;
}

/** Starts a service in this process on a free port, with a token and whatever else the environment says. */
export async function startTestService(
  definition: ServiceDefinition,
  env: Environment = {},
  outside: Omit<ServiceOutside, 'env' | 'lines'> = {},
): Promise<TestService> {
  const lines: LogLine[] = [];
  const service = await createService(definition, {
    ...outside,
    env: { SHOP_PORT: '0', SHOP_TOKEN: TEST_TOKEN, ...env },
    lines: { write: (line) => lines.push(JSON.parse(line)) },
  });
  const control = (method: string, path: string, body?: unknown) =>
    fetch(`${service.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${TEST_TOKEN}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { ...service, lines, control };
}
