import { type ClusterError, isNotFound } from './cluster-error.ts';
import type { ClusterObject, ObjectKind } from './cluster-object.ts';
import type { ApiAnswer, Connection } from './connection.ts';
import { collectionPath, objectPath } from './resource-path.ts';

export interface ApplyOptions {
  /** Asks the server what it would do, and changes nothing. */
  readonly dryRun?: boolean;
  /** Takes fields over that another manager owns. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

export interface PodRequest {
  readonly pod: string;
  readonly port: number;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

/** Who owns the fields that deploy sets, in `managedFields`. */
export const FIELD_MANAGER = 'shopctl';

const DELETE_ANSWER_MS = 30_000;

/** The objects of one namespace, as deploy, status and chaos need them. */
export class ClusterApi {
  readonly connection: Connection;
  readonly namespace: string;

  constructor(connection: Connection, namespace: string) {
    this.connection = connection;
    this.namespace = namespace;
  }

  /**
   * Makes an object be as given (server-side apply, unknown fields refused).
   * @returns the object as it is then; its `resourceVersion` is the old one when nothing changed
   * @throws ClusterError; a conflict names the fields and their owner
   */
  async apply(
    object: ClusterObject,
    { dryRun = false, force = false, signal }: ApplyOptions = {},
  ): Promise<ClusterObject> {
    const { text } = await this.connection.ask({
      method: 'PATCH',
      path: objectPath(object, this.namespace, object.metadata.name),
      query: {
        fieldManager: FIELD_MANAGER,
        fieldValidation: 'Strict',
        force: force || undefined,
        dryRun: dryRun ? 'All' : undefined,
      },
      contentType: 'application/apply-patch+yaml',
      body: object,
      ...(signal === undefined ? {} : { signal }),
    });
    return JSON.parse(text) as ClusterObject;
  }

  /** Merges a patch into an object that is there. @throws ClusterError */
  async patch(kind: ObjectKind, name: string, patch: object): Promise<ClusterObject> {
    const { text } = await this.connection.ask({
      method: 'PATCH',
      path: objectPath(kind, this.namespace, name),
      query: { fieldManager: FIELD_MANAGER },
      contentType: 'application/merge-patch+json',
      body: patch,
    });
    return JSON.parse(text) as ClusterObject;
  }

  /** Puts a value in the place of a part of an object: nothing of the old one stays. @throws ClusterError */
  async replacePart(kind: ObjectKind, name: string, path: string, value: unknown): Promise<void> {
    await this.connection.ask({
      method: 'PATCH',
      path: objectPath(kind, this.namespace, name),
      query: { fieldManager: FIELD_MANAGER },
      contentType: 'application/json-patch+json',
      body: [{ op: 'replace', path, value }],
    });
  }

  /** Makes an object that is not there yet. @throws ClusterError, status 409 when it is */
  async create(
    object: Omit<ClusterObject, 'metadata'> & { readonly metadata?: object },
  ): Promise<ClusterObject> {
    const { text } = await this.connection.ask({
      method: 'POST',
      path: collectionPath(object as unknown as ObjectKind, this.namespace),
      body: object,
    });
    return JSON.parse(text) as ClusterObject;
  }

  /** Answers an object, `undefined` when it is not there. @throws ClusterError */
  async find(kind: ObjectKind, name: string): Promise<ClusterObject | undefined> {
    try {
      const path = objectPath(kind, this.namespace, name);
      return JSON.parse((await this.connection.ask({ method: 'GET', path })).text) as ClusterObject;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /**
   * Answers the objects of a kind, and the version of the list.
   * @param labels a selector, `a=b,c`
   * @param fields a selector of the few fields that the server offers for it
   * @throws ClusterError
   */
  async list(
    kind: ObjectKind,
    labels?: string,
    fields?: string,
  ): Promise<{ readonly items: readonly ClusterObject[]; readonly resourceVersion: string }> {
    const { text } = await this.connection.ask({
      method: 'GET',
      path: collectionPath(kind, this.namespace),
      query: { labelSelector: labels, fieldSelector: fields },
    });
    const list = JSON.parse(text) as {
      readonly items: readonly ClusterObject[] | null;
      readonly metadata: { readonly resourceVersion: string };
    };
    // Items of a list do not say what they are.
    const items = (list.items ?? []).map((item) => ({ ...item, ...kind }));
    return { items, resourceVersion: list.metadata.resourceVersion };
  }

  /** Deletes an object and what it owns. @returns whether it was there */
  async delete(kind: ObjectKind, name: string): Promise<boolean> {
    try {
      await this.connection.ask({
        method: 'DELETE',
        path: objectPath(kind, this.namespace, name),
        query: { propagationPolicy: 'Foreground' },
        timeoutMs: DELETE_ANSWER_MS,
      });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error as ClusterError;
    }
  }

  /**
   * Asks a pod over HTTP, through the API server, so that it needs no way to the pod's network.
   * The server keeps the `Authorization` header to itself: the pod never sees it.
   * @returns whatever the pod answered; the server's own 503 when it could not reach it
   */
  askPod({ pod, port, method, path, headers, body, timeoutMs }: PodRequest): Promise<ApiAnswer> {
    return this.connection.askOnce({
      method,
      path: this.podPath(pod, port, path),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  }

  /** Answers the API's path to a path of a pod. */
  podPath(pod: string, port: number, path: string): string {
    return `${objectPath({ apiVersion: 'v1', kind: 'Pod' }, this.namespace, `${pod}:${port}`)}/proxy${path}`;
  }
}
