import {
  type CommandParams,
  type ExchangeDetail,
  type ExportedRecording,
  type ImportedRecording,
  type Project,
  type Result,
  succeed,
  type Trouble,
} from '../contract/index.ts';

/** Read when somebody wants it: a balancer that starts needs no archives. */
const formats = () => import('../formats/index.ts');

export interface HarSources {
  exchange(id: number): ExchangeDetail | undefined;
  project(): Project;
  readonly version: string;
}

/** Exchanges of the history as an HTTP Archive; those that it does not hold any more are counted. */
export async function exportHar(
  sources: HarSources,
  { ids, secrets }: CommandParams<'har.export'>,
): Promise<Result<ExportedRecording, Trouble>> {
  const { writeHar } = await formats();
  const { name, sites } = sources.project();
  const kept = ids.flatMap((id) => sources.exchange(id) ?? []);
  const secure = new Set(sites.filter((site) => site.tls === true).map((site) => site.name));
  return succeed({
    fileName: `${(name ?? '').replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'recording'}.har`,
    text: writeHar(kept, {
      secrets: secrets === true,
      version: sources.version,
      isTls: (site) => secure.has(site),
    }),
    exchanges: kept.length,
    missing: ids.length - kept.length,
  });
}

/** The exchanges of an HTTP Archive. */
export async function importHar({
  text,
}: CommandParams<'har.import'>): Promise<Result<ImportedRecording, Trouble>> {
  const { readHar } = await formats();
  return readHar(text);
}
