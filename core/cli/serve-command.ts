import { fileURLToPath } from 'node:url';
import { parseListen, type RoutepinEvent } from '../contract/index.ts';
import { inFlightWords, listed, type Routepin, startUiServer, type UiServer } from '../index.ts';
import type { HarFile } from './har-file.ts';
import { createJsonLines } from './json-lines.ts';
import { checkServeUsage, type ServeOptions } from './serve-options.ts';
import { prepareRoutepin } from './serve-project.ts';
import { createEventReporter, startLines } from './serve-report.ts';
import { untilAskedToEnd } from './shutdown.ts';
import { failureOf } from './trouble-words.ts';
import { VERSION } from './version.ts';

/** The built renderer lies beside the folder of the built CLI: dist/cli/routepin.js, dist/renderer. */
const RENDERER = fileURLToPath(new URL('../renderer', import.meta.url));

/** How long ending may take before a person wants to know why. */
const PATIENCE_MS = 500;

/** `routepin serve`: balances until it is asked to end. */
export async function runServe(file: string | undefined, options: ServeOptions): Promise<void> {
  checkServeUsage(file, options);
  // From here on a signal must close what was opened.
  const asked = untilAskedToEnd();
  const say = (line: string) => process[options.json ? 'stderr' : 'stdout'].write(`${line}\n`);

  const routepin = await prepareRoutepin(file, options);
  const recording = await startRecording(routepin, file, options, say);
  const ui = options.ui ? await startUi(routepin, options, say) : null;
  routepin.setUiUrl(ui?.url ?? null);
  const lines = createJsonLines((text) => process.stdout.write(text));
  const reporter = createEventReporter(say);
  let isStarted = false;
  /** Words that came while it started, such as how to trust a new certificate: they follow the first lines. */
  const early: RoutepinEvent[] = [];
  if (options.json) routepin.onEvent((event: RoutepinEvent) => lines.write(event));
  routepin.onEvent(
    (event: RoutepinEvent) => {
      if (isStarted) reporter.tell(event);
      else if (event.event === 'notice.raised') early.push(event);
    },
    { exchanges: false },
  );

  const started = await routepin.start();
  if (!started.ok) {
    await Promise.all([recording?.end(), routepin.stop(), ui?.stop()]);
    throw failureOf(started.error);
  }
  for (const line of startLines(VERSION, routepin.project, started.value.sites, ui?.url ?? null)) say(line);
  for (const event of early) reporter.tell(event);
  isStarted = true;

  await asked;
  const patience = setTimeout(
    () => say('Letting requests in flight finish; Ctrl-C again ends at once.'),
    PATIENCE_MS,
  );
  const [cutOff] = await Promise.all([routepin.stop(), ui?.stop()]);
  const recorded = await recording?.end();
  clearTimeout(patience);
  const lost = inFlightWords(cutOff);
  if (lost.length > 0) say(`Cut off: ${listed(lost)}.`);
  if (recorded !== undefined) say(recorded);
  reporter.stop();
  lines.flush();
}

/** The recording that was asked for. A file that can't be written is said before anybody relies on it. */
async function startRecording(
  routepin: Routepin,
  source: string | undefined,
  { har, harSecrets }: ServeOptions,
  say: (line: string) => void,
): Promise<HarFile | null> {
  if (har === undefined) return null;
  const { recordHar } = await import('./har-file.ts');
  try {
    return await recordHar(routepin, { file: har, secrets: harSecrets, source, say });
  } catch (error) {
    await routepin.stop();
    throw error;
  }
}

/** The UI, or null with a word when it can't be had: balancing goes on without it. */
async function startUi(
  routepin: Routepin,
  options: ServeOptions,
  say: (line: string) => void,
): Promise<UiServer | null> {
  const avoidPorts = routepin.project.sites.map((site) => parseListen(site.listen)?.port ?? 0);
  const port = options.uiPort === undefined ? {} : { port: options.uiPort };
  const opened = await startUiServer({ source: routepin, folder: RENDERER, avoidPorts, ...port });
  if (opened.ok) return opened.value;
  say(`no user interface: ${opened.error.message}. ${opened.error.hint ?? ''}`);
  return null;
}
