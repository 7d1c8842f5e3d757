import {
  type ExchangeDetail,
  type Project,
  parseBalancerUrl,
  type Result,
  type Site,
  succeed,
  type Trouble,
} from '../../contract/index.ts';

/** One request of a recording, as it would be sent to this project; `trouble` says why it can't be. */
export interface RecordedExchange {
  readonly detail: ExchangeDetail;
  readonly trouble: string | null;
}

/** The requests of an HTTP Archive for the sites of this project: those to other hosts are kept with the reason. */
export async function recordedExchanges(
  text: string,
  project: Project,
): Promise<Result<readonly RecordedExchange[], Trouble>> {
  const { readHar } = await import('../../formats/index.ts');
  const read = readHar(text);
  if (!read.ok) return read;
  return succeed(read.value.exchanges.map((detail) => recordedExchange(detail, project)));
}

function recordedExchange(detail: ExchangeDetail, project: Project): RecordedExchange {
  const { fields } = detail.clientRequest;
  const host = fieldOf(fields, 'host') ?? fieldOf(fields, ':authority') ?? detail.site;
  const site = siteOf(detail, host, project);
  if (site === undefined) return { detail, trouble: `${host} is no site of this project` };
  if (fields.some(([, value]) => value.includes('•')))
    return { detail, trouble: 'its cookies are masked in this recording: record it with secrets' };
  return {
    detail: {
      ...detail,
      site: site.name,
      balancer: detail.balancer ?? balancerOf(site, detail.url),
      clientRequest: {
        // Browsers write HTTP/2 and its pseudo fields; ours is HTTP/1.1 (RFC 9113 §8.3.1).
        startLine: `${detail.method} ${detail.url} HTTP/1.1`,
        fields: [
          ['Host', host],
          ...fields.filter(([name]) => !name.startsWith(':') && name.toLowerCase() !== 'host'),
        ],
      },
    },
    trouble: null,
  };
}

/** Its site by name, by host, or, for this machine's own names, the first. */
function siteOf({ site }: ExchangeDetail, host: string, { sites }: Project): Site | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    sites.find((one) => one.name === site) ??
    sites.find(({ serverName = '', serverAlias = [] }) =>
      [serverName.replace(/:\d+$/, ''), ...serverAlias].some((one) => one.toLowerCase() === name),
    ) ??
    (/^(?:localhost|127(?:\.\d+){3}|\[::1\]|.*\.localhost)$/.test(name) ? sites[0] : undefined)
  );
}

/** The balancer that the first matching mapping names (APACHE.md §6.6). */
function balancerOf({ proxyPass }: Site, target: string): string | null {
  const path = target.replace(/\?.*$/s, '');
  const mapping = proxyPass.find(
    ({ path: prefix }) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`),
  );
  return parseBalancerUrl(mapping?.url ?? '')?.balancer ?? null;
}

function fieldOf(fields: ExchangeDetail['clientRequest']['fields'], name: string): string | undefined {
  return fields.find(([key]) => key.toLowerCase() === name)?.[1];
}
