import type { CookieDecoding, CookieReading } from '../contract/index.ts';
import { createRoutepin } from '../index.ts';
import { readProjectFile } from './project-file.ts';
import { failureOf } from './trouble-words.ts';
import { cliCapabilities } from './version.ts';

export interface DecodeOptions {
  readonly key: readonly string[];
  readonly json: boolean;
}

/** How each verdict looks in front of its balancer, all of one width. */
const MARKS: Readonly<Record<CookieReading['verdict'], string>> = {
  member: 'HIT ',
  'needs-key': 'key?',
  nobody: 'no  ',
  'no-member': '–   ',
};

/** `routepin decode FILE COOKIE`: what each known balancer would make of a cookie. Nothing listens. */
export async function runDecode(file: string, text: string, options: DecodeOptions): Promise<void> {
  const project = await readProjectFile(file);
  const routepin = createRoutepin({ project, capabilities: cliCapabilities() });
  const result = await routepin.execute('cookie.decode', { text, keys: options.key });
  await routepin.stop();
  if (!result.ok) throw failureOf(result.error);
  const decoding = result.value as CookieDecoding;
  const lines = options.json ? [JSON.stringify(decoding)] : decodingLines(decoding);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function decodingLines({ cookies }: CookieDecoding): readonly string[] {
  if (cookies.length === 0) return ['There is no cookie in it.'];
  return cookies.flatMap(({ name, value, readings }, index) => [
    ...(index === 0 ? [] : ['']),
    name === '' ? value : `${name}=${value}`,
    ...(readings.length === 0 ? ['  Has the form of no balancer’s cookie that we know.'] : []),
    ...readings.flatMap(({ verdict, title, text }) => [`  ${MARKS[verdict]}  ${title}`, `        ${text}`]),
  ]);
}
