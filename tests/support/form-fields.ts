/** The text between HTML and what it stands for. */
function unescapeHtml(text: string): string {
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|#x27|#39|amp);/g, (_entity, name: string) => entities[name] ?? "");
}

/** What the fields of a page's form hold, by name, as a browser would send them untouched; passwords stay empty. */
export function formFieldsOf(html: string, action: string): Record<string, string> {
  const form = new RegExp(`<form[^>]*data-action="${action}"[\\s\\S]*?</form>`).exec(html)?.[0] ?? "";
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = attribute(tag, "name");
    const is_mark = /type="(checkbox|radio)"/.test(tag);
    if (!name || (is_mark && !/\schecked/.test(tag))) continue;
    fields[name] = attribute(tag, "value") ?? (is_mark ? "on" : "");
  }
  for (const [, tag = "", text = ""] of form.matchAll(/(<textarea[^>]*>)([\s\S]*?)<\/textarea>/g)) {
    const name = attribute(tag, "name");
    if (name) fields[name] = unescapeHtml(text).replace(/^\n/, "");
  }
  for (const [, tag = "", options = ""] of form.matchAll(/(<select[^>]*>)([\s\S]*?)<\/select>/g)) {
    const name = attribute(tag, "name");
    const chosen = /<option[^>]*selected[^>]*>/.exec(options)?.[0] ?? /<option[^>]*>/.exec(options)?.[0];
    if (name && chosen) fields[name] = attribute(chosen, "value") ?? "";
  }
  return fields;
}

/** What every form of a page holds, by field; a field may stand in several. */
export function allFormFieldsOf(html: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const [, action = ""] of html.matchAll(/<form[^>]*data-action="([^"]*)"/g)) {
    for (const [name, value] of Object.entries(formFieldsOf(html, action))) {
      fields.set(name, [...(fields.get(name) ?? []), value]);
    }
  }
  return fields;
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescapeHtml(value);
}
