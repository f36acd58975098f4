/** A path of ours to go to after signing in; anything that could lead to another site becomes the start page. */
export function nextPath(text: string | null | undefined): string {
  if (!text?.startsWith("/") || /^\/[/\\]|[\r\n\\]/.test(text)) return "/";
  return text;
}
