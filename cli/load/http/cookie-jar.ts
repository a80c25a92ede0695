/**
 * One user's cookies for one origin. Paths and domains are not told apart: a load has one target.
 */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Value of the `Cookie` header; `undefined` when the jar is empty. */
  get header(): string | undefined {
    if (this.#cookies.size === 0) return undefined;
    return Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join('; ');
  }

  /**
   * Takes what a `Set-Cookie` header says: a new value, or the end of a cookie.
   * @param nowMs epoch milliseconds, to tell what has expired
   */
  take(setCookie: string, nowMs: number): void {
    const [pair = '', ...attributes] = setCookie.split(';').map((part) => part.trim());
    const equals = pair.indexOf('=');
    if (equals < 1) return;
    const name = pair.slice(0, equals);
    if (isExpired(attributes, nowMs)) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(equals + 1));
  }
}

/** `Max-Age` goes before `Expires` (RFC 6265 §5.3). */
function isExpired(attributes: readonly string[], nowMs: number): boolean {
  const values = new Map(
    attributes.map((attribute) => {
      const [name = '', ...value] = attribute.split('=');
      return [name.toLowerCase(), value.join('=')] as const;
    }),
  );
  const maxAge = values.get('max-age');
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = values.get('expires');
  return expires !== undefined && Date.parse(expires) <= nowMs;
}
