/**
 * The first address that a built page or stylesheet would fetch from elsewhere (namespaces and links that are
 * only clicked are not loads).
 * @param {string} text
 */
export function networkLoad(text) {
  const found =
    /<(?:script|img|iframe|source|video|audio)\b[^>]*?\ssrc=["']?((?:https?:)?\/\/[^"'\s>]+)/i.exec(text) ??
    /<link\b[^>]*?\shref=["']?((?:https?:)?\/\/[^"'\s>]+)/i.exec(text) ??
    /(?:url\(|@import\s)\s*["']?((?:https?:)?\/\/[^"')\s]+)/i.exec(text);
  return found?.[1];
}
