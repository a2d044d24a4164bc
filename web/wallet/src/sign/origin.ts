// Which site asks, and whether a text for signing in is meant for it.

/** Whether a site's origin is one that can be shown and remembered: http or https with a host, in its canonical form. */
export function isOrigin(origin: string): boolean {
  try {
    const at = new URL(origin);
    return at.origin === origin && (at.protocol === "https:" || at.protocol === "http:");
  } catch {
    return false;
  }
}

/** Whether a text for signing in names the site that asks for it. One made for another site could be used there. */
export function namesSite(text: string, origin: string): boolean {
  const host = new URL(origin).host;
  return text.split(/[\s"'<>()]+/).some((word) => {
    if (word === host || word === origin) return true;
    try {
      return new URL(word).origin === origin;
    } catch {
      return false;
    }
  });
}
