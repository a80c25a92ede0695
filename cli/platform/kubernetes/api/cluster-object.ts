/** Any object of the Kubernetes API, as plain JSON: nothing that the server knows is lost on the way. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  // The rest depends on the kind; who reads a part of it says what it expects there.
  readonly [part: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly ownerReferences?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly uid: string;
  }[];
}

/** A kind of object, as its `apiVersion` and `kind` say it. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
}
