import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { RequestHandler } from 'express';

const compress = promisify(gzip);

/** Shorter answers would grow, or save less than the work is worth (C-03). */
const FEWEST_BYTES = 1024;
/** The fastest level: it takes most of what there is to take from JSON, at a fifth of the usual level's time. */
const LEVEL = constants.Z_BEST_SPEED;

/**
 * Compresses answers of more than 1 kB for clients that take gzip, off the event loop. Only the frontend does: what
 * services say to each other stays as it is, and costs nothing.
 */
export const compressAnswers: RequestHandler = (req, res, next) => {
  res.vary('Accept-Encoding');
  if (req.acceptsEncodings(['gzip', 'identity']) !== 'gzip') return next();
  const send = res.send.bind(res);
  res.send = (body: unknown) => {
    if (typeof body !== 'string' || Buffer.byteLength(body) <= FEWEST_BYTES) return send(body);
    res.send = send;
    void compress(body, { level: LEVEL }).then((packed) => {
      res.set('Content-Encoding', 'gzip');
      send(packed);
    }, next);
    return res;
  };
  next();
};
