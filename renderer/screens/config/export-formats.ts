import { EXPORT_FORMATS, type ExportFormat } from '../../../core/contract/index.ts';

/** What a server is called, and which of its forms a format is. */
const NAMES = {
  apache: ['Apache', '2.4'],
  apache22: ['Apache', '2.2'],
  haproxy: ['HAProxy', '2.6+'],
  nginx: ['nginx', '1.29.6+'],
  'nginx-map': ['nginx', 'any'],
  caddy: ['Caddy', '2'],
  traefik: ['Traefik', '3'],
} as const satisfies Record<ExportFormat, readonly [server: string, form: string]>;

/** One server that the model can be exported to, with the formats that it has. */
export interface ExportServer {
  readonly name: string;
  readonly forms: readonly { readonly value: ExportFormat; readonly label: string }[];
}

/** Every server, in the order of the formats. */
export const EXPORT_SERVERS: readonly ExportServer[] = [
  ...new Set(EXPORT_FORMATS.map((format) => NAMES[format][0])),
].map((name) => ({
  name,
  forms: EXPORT_FORMATS.filter((format) => NAMES[format][0] === name).map((format) => ({
    value: format,
    label: NAMES[format][1],
  })),
}));

/** The server that a format is for. */
export function serverOf(format: ExportFormat): ExportServer {
  const found = EXPORT_SERVERS.find(({ name }) => name === NAMES[format][0]);
  if (found === undefined) throw new Error(`no server has the format ${format}`);
  return found;
}
