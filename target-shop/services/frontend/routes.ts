import type { Request, RequestHandler, Response } from 'express';
import { type Routes, route } from '../../kit/http/route.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { CLIENT_ID, clientIdOf } from '../client-id.ts';
import { forward } from '../forward.ts';
import { GATEWAY_ANSWERS } from '../gateway/api.ts';
import { publicApiRoutes } from '../public-api.ts';
import { PAGE, SCRIPT, STYLE } from './api.ts';
import { compressAnswers } from './compress-answers.ts';
import { PAGE_TEXT } from './page.ts';
import { answerFile, PAGE as PAGE_HTML, SCRIPT_FILE, STYLE_FILE } from './page-files.ts';
import { rememberSession } from './session-cookie.ts';

/** The longest of the chain: what is behind answers first, and more precisely. */
const TIMEOUT_MS = 25_000;

/** Nothing from anywhere else, in no frame of anybody. */
const SECURITY_HEADERS = {
  'Content-Security-Policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
} as const;

/** Frontend: the shop's page, and the one door through which all traffic comes (V-32). */
export const frontend: ServiceDefinition = {
  name: 'frontend',
  routes: frontendRoutes,
  answers: GATEWAY_ANSWERS,
};

function frontendRoutes(kit: Kit): Routes {
  const gateway = kit.peer('gateway', 'bare');
  return [
    (_req, res, next) => {
      res.set(SECURITY_HEADERS);
      next();
    },
    compressAnswers,
    route(STYLE, (_input, res, req) => answerFile(STYLE_FILE, req, res)),
    route(SCRIPT, (_input, res, req) => answerFile(SCRIPT_FILE, req, res)),
    rememberSession(kit),
    route(PAGE, (_input, res, req) => answerPage(req, res)),
    // Route by route, so that what users saw is counted by route and not as one heap.
    ...publicApiRoutes(
      ({ operation: { method, path } }) =>
        (req, res) =>
          forward(req, res, {
            peer: gateway,
            method,
            path,
            headers: { [CLIENT_ID]: clientIdOf(req) },
            timeoutMs: TIMEOUT_MS,
          }),
    ),
    pageForBrowsers,
  ];
}

/** A browser that comes by a path of no route gets the page, which knows what to show; nothing of the API is there. */
const pageForBrowsers: RequestHandler = (req, res, next) => {
  const isPage = req.method === 'GET' && wantsPage(req) && !/^\/api\/|\.\w+$/i.test(req.path);
  if (isPage) answerPage(req, res);
  else next();
};

/** A browser gets the page; curl, which accepts anything, gets words. */
function answerPage(req: Request, res: Response): void {
  const isBrowser = wantsPage(req);
  res.set('Cache-Control', 'no-cache').vary('Accept');
  res.type(isBrowser ? 'html' : 'text').send(isBrowser ? PAGE_HTML : PAGE_TEXT);
}

function wantsPage(req: Request): boolean {
  return req.accepts(['text', 'html']) === 'html';
}
