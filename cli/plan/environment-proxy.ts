import { UsageError } from '../core/errors.ts';

/**
 * Answers the proxy that the environment names for a target: `HTTPS_PROXY` or `HTTP_PROXY` by the target's scheme, in
 * lower case too. None for targets on this machine and for those that `NO_PROXY` names: hosts, also with a port,
 * domains (`.example.com`), or `*`, with commas between.
 * @throws UsageError for a value that is no http URL
 */
export function environmentProxy(
  targetUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  const target = new URL(targetUrl);
  const valueNamed = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  const name = target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = valueNamed(name);
  if (text === undefined || isLoopback(target.hostname)) return undefined;
  if (isExcepted(target, valueNamed('NO_PROXY') ?? '')) return undefined;
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`${name} in the environment is no http URL`, {
    hint: `Unset it, or set NO_PROXY=${target.hostname}.`,
  });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^(127\.|\[::1\]$)/.test(hostname);
}

function isExcepted({ hostname, host, port, protocol }: URL, exceptions: string): boolean {
  const hostWithPort = port === '' ? `${host}:${protocol === 'https:' ? 443 : 80}` : host;
  return exceptions
    .split(/[\s,]+/)
    .map((each) => each.toLowerCase().replace(/^\*?\./, '.'))
    .some((each) => {
      if (each === '') return false;
      const domain = each.startsWith('.') ? each : `.${each}`;
      return each === '*' || each === hostWithPort || `.${hostname}`.endsWith(domain);
    });
}
