import { cleanText } from "~/platform/clean-text.server";

/** The most fields a form may send; our longest has 20. */
const FIELD_LIMIT_COUNT = 100;
const FORM_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;

/**
 * The fields of a posted form that its route declares, cleaned; others are not seen, whatever they are called. Throws 415
 * for another kind of body and for files (no route takes any), 400 for a broken one, 413 for too many fields.
 */
export async function requirePostedFields(request: Request, declared: ReadonlySet<string>): Promise<FormData> {
  const content_type = request.headers.get("content-type");
  const fields = new FormData();
  if (content_type === null && (await request.text()) === "") return fields;
  if (!FORM_TYPES.test(content_type ?? "")) throw new Response(null, { status: 415 });
  const posted = [...(await requireFormData(request))];
  if (posted.length > FIELD_LIMIT_COUNT) throw new Response(null, { status: 413 });
  for (const [name, value] of posted) {
    if (typeof value !== "string") throw new Response(null, { status: 415 });
    if (declared.has(name)) fields.append(name, cleanText(value));
  }
  return fields;
}

async function requireFormData(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw new Response(null, { status: 400 });
  }
}
