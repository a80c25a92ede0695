import type { Request, Response } from 'express';
import { type Routes, route } from '../../kit/http/route.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { CLIENT_ID, clientIdOf } from '../client-id.ts';
import { forward } from '../forward.ts';
import { GATEWAY_ANSWERS } from '../gateway/api.ts';
import { publicApiRoutes } from '../public-api.ts';
import { PAGE, SCRIPT, STYLE } from './api.ts';
import { PAGE_HTML, PAGE_TEXT } from './page.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
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
    route(STYLE, (_input, res) => void res.type('css').send(PAGE_STYLE)),
    route(SCRIPT, (_input, res) => void res.type('js').send(PAGE_SCRIPT)),
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
  ];
}

/** A browser gets the page; curl, which accepts anything, gets words. */
function answerPage(req: Request, res: Response): void {
  const wantsPage = req.accepts(['text', 'html']) === 'html';
  res.type(wantsPage ? 'html' : 'text').send(wantsPage ? PAGE_HTML : PAGE_TEXT);
}
