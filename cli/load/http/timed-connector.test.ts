import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { timedConnector } from './timed-connector.ts';
import type { WirePhases } from './transport.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A key and a certificate of its own for 127.0.0.1. */
function selfSigned(): { readonly key: string; readonly cert: string } {
  const directory = mkdtempSync(path.join(tmpdir(), 'certificate-'));
  ends.push(() => rmSync(directory, { recursive: true }));
  const [key, cert] = [path.join(directory, 'key.pem'), path.join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

async function portOf(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return String(address.port);
}

/** Opens a connection and answers what was told of it. */
function open(
  connector: ReturnType<typeof timedConnector>,
  protocol: string,
  port: string,
): Promise<WirePhases | undefined> {
  let told: WirePhases | undefined;
  return new Promise((resolve) => {
    connector.openedBy(
      (phases) => {
        told = phases;
      },
      () =>
        connector.connect(
          { hostname: '127.0.0.1', host: '127.0.0.1', protocol, port, servername: 'localhost' },
          (_error, socket) => {
            socket?.destroy();
            resolve(told);
          },
        ),
    );
  });
}

it('tells TCP and TLS apart', async () => {
  const { key, cert } = selfSigned();
  const port = await portOf(createTlsServer({ key, cert }, (socket) => socket.on('error', () => undefined)));
  const phases = await open(timedConnector(systemClock, { ca: cert }), 'https:', port);
  expect(phases?.connectMs).toBeGreaterThan(0);
  expect(phases?.tlsMs).toBeGreaterThan(0);
});

it('tells of plain connections no TLS, and of failed ones nothing', async () => {
  const port = await portOf(createServer((socket) => socket.on('error', () => undefined)));
  const connector = timedConnector(systemClock);
  expect(await open(connector, 'http:', port)).toEqual({ connectMs: expect.any(Number) });
  expect(await open(connector, 'http:', '9')).toBeUndefined();
});
