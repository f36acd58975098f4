import * as z from "zod";

export const signInSchema = z.object({
  email: z.string({ error: "required" }).max(254, { error: "email" }),
  password: z.string({ error: "required" }).max(200, { error: "password_long" }),
  next: z.string().max(2_000).optional(),
});

export const sendCodeSchema = z.object({
  phone: z.string({ error: "required" }).max(30, { error: "phone" }),
  next: z.string().max(2_000).optional(),
});

export const enterCodeSchema = sendCodeSchema.extend({
  code: z.string({ error: "required" }).regex(/^\s*\d{6}\s*$/, { error: "code_form" }),
});

export const registerSchema = z.object({
  name: z.string({ error: "required" }).trim().min(1, { error: "required" }).max(40, { error: "name_long" }),
  email: z.email({ error: "email" }).max(254, { error: "email" }),
  password: z.string({ error: "required" }).min(8, { error: "password_short" }).max(200, { error: "password_long" }),
  consent: z.literal("on", { error: "consent" }),
  next: z.string().max(2_000).optional(),
});

/** One click as somebody, in the demo only. */
export const demoSignInSchema = z.object({ person_id: z.string().max(100), next: z.string().max(2_000).optional() });
