import type { ImportFormat } from '../contract/index.ts';

/**
 * Whose configuration a text is: HAProxy's has sections that begin a line, nginx's ends directives with `;` and opens
 * blocks with `{`, Apache's has `<Section>` tags and neither. Apache where nothing speaks for another.
 */
export function detectImportFormat(text: string): ImportFormat {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:#|$)/.test(line));
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  const apache = count(/^\s*(?:<\/?[A-Za-z]|ProxyPass|BalancerMember|Listen\s|ServerName\s)/i);
  const haproxy =
    count(/^(?:global|defaults|frontend|backend|listen)\b[^;{]*$/) * 2 +
    count(/^\s+(?:bind|server|use_backend|default_backend)\s[^;]*$/);
  const nginx =
    count(/^\s*(?:server|location|upstream|http|map|events)(?![\w-])[^;]*\{\s*(?:#.*|.*\}\s*)?$/) * 2 +
    count(/^\s*(?:listen|server_name|proxy_pass|server)\s[^;]*;/);
  const most = Math.max(apache, haproxy, nginx);
  if (most === 0 || most === apache) return 'apache';
  return most === haproxy ? 'haproxy' : 'nginx';
}
