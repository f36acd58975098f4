import type * as z from "zod";
import type { Role } from "~/members/role";

export type Method = "GET" | "POST";

/** Who may use a method of a route: everybody, or people who hold one of these roles. */
type Permission = "everyone" | readonly Role[];

/** Things that belong to one resident or one shop; the guard knows how to tell whose they are. */
export type OwnedKind = "booking" | "offer";
type SharedKind =
  | "offer"
  | "merchant"
  | "receipt"
  | "one-time-link"
  | "journal-entry"
  | "verification-run"
  | "payout-batch"
  | "payout-line"
  | "stopped-transfer"
  | "withdrawal"
  | "bank-line"
  | "fund-bank-line";

/**
 * What the id in a route's path names. Of what is `own` only one's own is there, what is `shared` is there for everybody
 * whom the permission lets in. An unknown id answers 404 unless `unknown` says otherwise.
 */
export type NamedObject = {
  param: string;
  unknown?: { readonly [M in Method]?: number };
} & ({ whose: "own"; kind: OwnedKind } | { whose: "shared"; kind: SharedKind });

/** The schemas of a route's form: one, or several by name where the action chooses. */
export type Forms = z.ZodObject | z.ZodPipe | { readonly [which: string]: z.ZodObject | z.ZodPipe };

/** Everything the guard and the manifest know of a route. A method that is not declared answers 405. */
export type RouteDeclaration = {
  GET?: Permission;
  POST?: Permission;
  object?: NamedObject;
  /** What POST reads. Without it a POST has no fields, and those that are sent are not seen. */
  form?: Forms;
  /** POST reads the bytes itself, as a signed message must be; there is no form. */
  has_raw_body?: true;
  /** Parameters of the address that the route reads; others are not seen. */
  query?: readonly string[];
  /** The status of what went well, where it is not 200 for GET and 303 for POST. */
  answers?: { readonly [M in Method]?: number };
  /** GET changes something: it is refused from foreign pages unless somebody followed a link. */
  has_writing_get?: true;
  /** Other programs ask here: no session and no community are read for them, and there are no words. */
  is_for_machines?: true;
  /** There only where `DEMO=1`; elsewhere the address answers 404. */
  is_demo_only?: true;
};
