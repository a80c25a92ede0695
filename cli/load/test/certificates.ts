import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A key and a certificate, as PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** An issuer of certificates for the length of a test; made with the `openssl` of this machine. */
export class Authority {
  readonly #directory = mkdtempSync(path.join(tmpdir(), 'authority-'));
  readonly #identity: Identity;
  #issued = 0;

  constructor() {
    const [key, cert] = [this.#file('ca.key'), this.#file('ca.pem')];
    const about = ['-subj', '/CN=An authority of a test', '-days', '2'];
    openssl(['req', '-x509', ...NEW_KEY, '-keyout', key, '-out', cert, ...about]);
    this.#identity = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  }

  /** What trusts it, as PEM. */
  get cert(): string {
    return this.#identity.cert;
  }

  /**
   * Answers a certificate of its own making.
   * @param names `DNS:localhost,IP:127.0.0.1`
   * @param days how long it is valid from now on; a negative number for one that has expired
   */
  issue(names: string, days = 2): Identity {
    this.#issued += 1;
    const [key, request, cert, extensions] = ['key', 'csr', 'pem', 'ext'].map((kind) =>
      this.#file(`${this.#issued}.${kind}`),
    ) as [string, string, string, string];
    writeFileSync(extensions, `subjectAltName=${names}\n`);
    openssl(['req', ...NEW_KEY, '-keyout', key, '-out', request, '-subj', '/CN=A certificate of a test']);
    const issuer = ['-CA', this.#file('ca.pem'), '-CAkey', this.#file('ca.key'), '-CAcreateserial'];
    const validity = ['-days', String(days), '-extfile', extensions];
    openssl(['x509', '-req', '-in', request, '-out', cert, ...issuer, ...validity]);
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  }

  /** Writes a text into a file and answers its path. */
  write(name: string, text: string): string {
    writeFileSync(this.#file(name), text);
    return this.#file(name);
  }

  /** Removes its files. */
  close(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #file(name: string): string {
    return path.join(this.#directory, name);
  }
}

function openssl(words: readonly string[]): void {
  execFileSync('openssl', words, { stdio: ['ignore', 'ignore', 'pipe'] });
}
