/** What a command gives back: a value, or a kebab-case fact that says why not. */
export type Result<T, E extends string> = Ok<T> | Failure<E>;
export type Ok<T> = { readonly ok: true; readonly value: T };
export type Failure<E extends string> = { readonly ok: false; readonly error: E };

export function ok(): Ok<undefined>;
export function ok<T>(value: T): Ok<T>;
export function ok<T>(value?: T): Ok<T | undefined> {
  return { ok: true, value };
}

export function failure<E extends string>(error: E): Failure<E> {
  return { ok: false, error };
}
