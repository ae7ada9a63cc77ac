/** An expected failure: `type` names it for the program; the person reads the sentence that `strings` holds for it. */
export type Failure = { readonly type: string };

/** What a function that may fail in an expected way returns. A thrown exception is always a bug. */
export type Result<T, E extends Failure = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** Wraps a value as a success. */
export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** Wraps an expected failure. */
export function fail<E extends Failure>(error: E): { ok: false; error: E } {
  return { ok: false, error };
}

/** Ends an exhaustive switch: a new member of a union that is not handled does not compile. */
export function never(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
