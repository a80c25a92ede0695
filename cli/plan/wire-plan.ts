import { readFileSync } from 'node:fs';
import { UsageError } from '../core/errors.ts';
import { environmentProxy } from './environment-proxy.ts';

/** How requests reach the target, as far as it is not as by default. */
export interface WirePlan {
  /** A connection of each user's own, or a new one for every request; else all users share what there are. */
  readonly connections?: 'per-user' | 'new';
  readonly http2?: true;
  /** Without credentials. */
  readonly proxyUrl?: string;
  /** PEM files: whose certificates are trusted too, and what is shown to who asks for a certificate. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Set where any certificate will do. */
  readonly isInsecure?: true;
}

/** What was asked for. */
export interface WireRequest {
  readonly connections: 'shared' | 'per-user' | 'new';
  readonly http2: boolean;
  readonly proxy?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure: boolean;
  /** `undefined` for the deployed shop. */
  readonly targetUrl?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The plan, and what of it no record may keep. */
export interface PlannedWire {
  readonly wire?: WirePlan;
  /** Value of the `Proxy-Authorization` header. */
  readonly proxyAuthorization?: string;
}

/**
 * Answers how requests reach a target. A proxy of the environment counts for a target given by URL, not for the shop.
 * @throws UsageError for what does not go together, and for files that hold no certificate or key
 */
export function planWire(request: WireRequest): PlannedWire {
  const { connections, http2, ca, cert, key, insecure, targetUrl, environment } = request;
  refuseTlsWithoutTls(request);
  const own = request.proxy === undefined ? undefined : ownProxy(request.proxy);
  const proxy = own ?? (targetUrl === undefined ? undefined : environmentProxy(targetUrl, environment));
  checkCertificates({ '--ca': ca, '--cert': cert, '--key': key });
  const wire: WirePlan = {
    ...(connections === 'shared' ? {} : { connections }),
    ...(http2 ? { http2: true as const } : {}),
    ...(proxy === undefined ? {} : { proxyUrl: proxy.origin }),
    ...(ca === undefined ? {} : { caFile: ca }),
    ...(cert === undefined ? {} : { certFile: cert }),
    ...(key === undefined ? {} : { keyFile: key }),
    ...(insecure ? { isInsecure: true as const } : {}),
  };
  return {
    ...(Object.keys(wire).length === 0 ? {} : { wire }),
    ...(proxy === undefined || proxy.username === '' ? {} : { proxyAuthorization: basicOf(proxy) }),
  };
}

/** Answers what the environment says to the proxy of a plan that was made before. */
export function proxySecret(
  { wire, targetUrl }: { readonly wire?: WirePlan; readonly targetUrl?: string },
  environment: WireRequest['environment'],
): Pick<PlannedWire, 'proxyAuthorization'> {
  if (wire?.proxyUrl === undefined || targetUrl === undefined) return {};
  const proxy = environmentProxy(targetUrl, environment);
  if (proxy?.origin !== wire.proxyUrl || proxy.username === '') return {};
  return { proxyAuthorization: basicOf(proxy) };
}

function refuseTlsWithoutTls({ http2, ca, cert, key, insecure, targetUrl }: WireRequest): void {
  if (targetUrl?.startsWith('https:')) return;
  const flags = { '--http2': http2, '--ca': ca, '--cert': cert, '--key': key, '--insecure': insecure };
  const [flag] = Object.entries(flags).find(([, value]) => value !== undefined && value !== false) ?? [];
  if (flag === undefined) return;
  throw new UsageError(`${flag} needs a target with TLS, and ${targetUrl ?? 'the deployed shop'} has none`, {
    hint: 'Give its address with --target https://HOST.',
  });
}

function ownProxy(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--proxy ${text} is no http URL`, { hint: 'Write --proxy http://127.0.0.1:3128.' });
  }
  if (url.username === '' && url.password === '') return url;
  throw new UsageError(`--proxy with a password would be kept in the record of the run`, {
    hint: 'Give it by the environment: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, and HTTP_PROXY for plain targets.',
  });
}

function basicOf({ username, password }: URL): string {
  const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(words).toString('base64')}`;
}

/** Reads the files, so that a wrong one costs no run. */
function checkCertificates(files: Readonly<Record<'--ca' | '--cert' | '--key', string | undefined>>): void {
  const [ca, cert, key] = Object.entries(files).map(([flag, file]) => {
    if (file === undefined) return undefined;
    const text = readPem(flag, file);
    if (!text.includes('-----BEGIN ')) {
      throw new UsageError(`${flag} ${file} is no PEM file`, { hint: 'It begins with "-----BEGIN …-----".' });
    }
    return text;
  });
  if (ca === undefined && cert === undefined && key === undefined) return;
  // Loaded here: a load without TLS saves 3 MB, and the 30 ms that its first context takes.
  const { createSecureContext } = process.getBuiltinModule('node:tls');
  try {
    createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch (cause) {
    const names = Object.entries(files).flatMap(([flag, file]) =>
      file === undefined ? [] : `${flag} ${file}`,
    );
    throw new UsageError(`${names.join(', ')}: ${(cause as Error).message}`, {
      hint: '--ca and --cert take certificates, --key the private key of --cert without a passphrase.',
      cause,
    });
  }
}

function readPem(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${flag} ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
