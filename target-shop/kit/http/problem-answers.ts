import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import * as z from 'zod';
import { HttpProblem } from '../http-problem.ts';
import { PeerUnavailableError } from '../peer-unavailable-error.ts';
import { storeAtFault } from '../stores/store-outage.ts';
import { STATUS } from './control-operations.ts';
import { CORRELATION_HEADER } from './request-telemetry.ts';
import { type Route, route } from './route.ts';

/** Answers 404 to whatever no route took. */
export const answerNotFound: RequestHandler = (request) => {
  throw new HttpProblem(404, 'NOT_FOUND', `there is no ${request.method} ${request.path}`);
};

/** Turns whatever was thrown into the one error shape. The request's telemetry finds the error in `locals`. */
export const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  response.locals['error'] = error;
  if (response.headersSent) return next(error);
  const { status, code, message, details, headers, extra } = problemOf(error);
  // Control routes have no correlation id until something goes wrong.
  const correlationId = String(response.getHeader(CORRELATION_HEADER) ?? randomUUID());
  response
    .set(CORRELATION_HEADER, correlationId)
    .status(status)
    .set(headers)
    .json({ ...extra, code, message, correlationId, details });
};

/** `GET /status/:code` answers with that code: a target for probes and alerts that need a certain answer. */
export const statusRoute: Route = route(STATUS, ({ params }, response) => {
  const code = Number(params.code);
  if (!Number.isInteger(code) || code < 200 || code > 599) {
    throw new HttpProblem(400, 'INVALID_STATUS', 'the code must be a whole number, 200 to 599');
  }
  response.status(code).json({ status: code });
});

function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof z.ZodError) {
    return new HttpProblem(400, 'VALIDATION_FAILED', z.prettifyError(error), { details: error.issues });
  }
  if (error instanceof PeerUnavailableError) {
    const details = { peer: error.peer, reason: error.reason };
    return new HttpProblem(503, 'PEER_UNAVAILABLE', error.message, {
      details,
      headers: { 'Retry-After': '1' },
    });
  }
  const store = storeAtFault(error);
  if (store !== undefined) {
    return new HttpProblem(503, 'STORE_UNAVAILABLE', `${store} gives no answer`, { details: { store } });
  }
  if (error instanceof URIError) return new HttpProblem(400, 'INVALID_PATH', error.message);
  const status = clientStatus(error);
  if (status !== undefined) return new HttpProblem(status, 'INVALID_BODY', (error as Error).message);
  // What went wrong inside is for the log, not for strangers.
  return new HttpProblem(500, 'INTERNAL', 'something went wrong');
}

/** Express' own parsers throw errors with a 4xx status, for broken JSON or too large a body. */
function clientStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const status = Number(error.status);
  return status >= 400 && status < 500 ? status : undefined;
}
