/** A type without `readonly`, all the way down: schemas answer such types. */
export type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;

/** Whether two types are the same, member for member; `true satisfies IsSame<A, B>` fails to compile when not. */
export type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
