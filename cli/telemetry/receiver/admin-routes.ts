import { createHash, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { z } from 'zod';
import { TOKEN_HEADER } from '../../../target-shop/contract/chaos-wire.ts';
import { ShopctlError } from '../../core/errors.ts';
import { createTelemetryStore } from '../store/telemetry-store.ts';
import type { InsertQueue } from './insert-queue.ts';
import { receiveBody } from './request-body.ts';

/** Status of an answer, and its JSON body or the file that is its body. */
export interface AdminAnswer {
  readonly httpStatus: number;
  readonly body?: object;
  readonly file?: string;
}

const MAX_BODY_BYTES = 64 * 1024;
const ROTATION = z.object({ file: z.string().refine(path.isAbsolute, 'must be an absolute path') });

/**
 * Answers whether a request carries `Authorization: Bearer <token>`, or the token in {@link TOKEN_HEADER}; the
 * comparison takes the same time wherever the first difference is. Without a token nobody is let in.
 */
export function isAuthorised(request: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const passedOn = request.headers[TOKEN_HEADER];
  const given = request.headers.authorization ?? `Bearer ${passedOn ?? ''}`;
  return timingSafeEqual(digest(given), digest(`Bearer ${token}`));
}

/**
 * `POST /admin/rotate {"file": "/absolute/path.db"}`: from the answer on, telemetry goes to that file, and the one
 * used so far is complete and closed. A file of ours that exists is added to.
 * @returns 200 with both files; 400 when the file cannot be used, and everything stays as it was
 */
export async function rotate(request: IncomingMessage, queue: InsertQueue): Promise<AdminAnswer> {
  try {
    const { bytes } = await receiveBody(request, MAX_BODY_BYTES);
    const { file } = ROTATION.parse(JSON.parse(bytes.toString('utf8')));
    const previous = queue.file;
    if (path.resolve(file) === path.resolve(previous)) queue.flush();
    else queue.replaceStore(createTelemetryStore(file)).close();
    return { httpStatus: 200, body: { file, previous } };
  } catch (cause) {
    if (cause instanceof ShopctlError) return { httpStatus: 400, body: { message: cause.message } };
    if (cause instanceof SyntaxError || cause instanceof z.ZodError) {
      return { httpStatus: 400, body: { message: 'send {"file": "/absolute/path.db"}' } };
    }
    throw cause;
  }
}

/**
 * `GET /admin/files/<name>.db`: a telemetry file beside the one in use, whole, because it is closed.
 * `DELETE` removes it.
 * @returns 200 with the file; 204 when it is removed; 404 when there is none; 409 for the one in use
 */
export async function recordedFile(request: IncomingMessage, queue: InsertQueue): Promise<AdminAnswer> {
  const name = path.basename(new URL(request.url ?? '/', 'http://receiver').pathname);
  const file = path.join(path.dirname(queue.file), name);
  if (file === path.resolve(queue.file)) {
    return { httpStatus: 409, body: { message: `${name} is in use: rotate first` } };
  }
  if (!name.endsWith('.db') || !existsSync(file)) {
    return { httpStatus: 404, body: { message: `there is no ${name} here` } };
  }
  if (request.method === 'GET') return { httpStatus: 200, file };
  await rm(file);
  return { httpStatus: 204 };
}
