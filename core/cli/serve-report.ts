import type { MemberView, Project, RoutepinEvent, SiteView } from '../contract/index.ts';

/** Lines about sessions in one second; beyond, they are counted. A crash with a thousand users is one story. */
const MOST_SESSION_LINES = 5;
const WINDOW_MS = 1000;

/** What is served, said once at the start. */
export function startLines(
  version: string,
  project: Project,
  sites: readonly SiteView[],
  uiUrl: string | null,
): readonly string[] {
  const balancers = project.balancers.flatMap((balancer) => {
    const sticky = balancer.stickysession ? `sticky on ${balancer.stickysession}` : 'not sticky';
    const width = Math.max(0, ...balancer.members.map((member) => (member.route ?? '').length));
    return [
      `  ${balancer.name}: ${balancer.lbmethod ?? 'byrequests'}, ${sticky}`,
      ...balancer.members.map((member) => `    ${(member.route ?? '').padEnd(width)}  ${member.url}`),
    ];
  });
  return [
    `Routepin ${version}`,
    ...sites.map((site) => `  ${site.name}: ${site.url}`),
    ...balancers,
    ...(uiUrl === null ? [] : [`  Look inside: ${uiUrl}`]),
    'Ctrl-C ends it.',
  ];
}

/** Turns events into the few lines that a person wants to see scroll by: not every request. */
export interface EventReporter {
  tell(event: RoutepinEvent): void;
  stop(): void;
}

export function createEventReporter(say: (line: string) => void): EventReporter {
  const memberWords = new Map<string, string>();
  let sessionLines = 0;
  let untold = 0;
  let timer: NodeJS.Timeout | null = null;

  const endWindow = () => {
    timer = null;
    if (untold > 0) say(`… and ${untold} more sessions moved or were lost`);
    sessionLines = 0;
    untold = 0;
  };

  const saySession = (line: string) => {
    timer ??= setTimeout(endWindow, WINDOW_MS).unref();
    if (sessionLines++ < MOST_SESSION_LINES) say(line);
    else untold++;
  };

  return {
    tell(event) {
      const at = new Date(event.atMs).toTimeString().slice(0, 8);
      switch (event.event) {
        case 'member.changed': {
          const key = `${event.balancer} ${event.member}`;
          const words = wordsOf(event.view);
          // Counters and edits change a member too; only a change of its state is worth a line.
          if ((memberWords.get(key) ?? 'ok') === words) return;
          memberWords.set(key, words);
          return say(`${at}  ${memberName(event.route, event.member)} is ${words}`);
        }
        case 'member.removed':
          memberWords.delete(`${event.balancer} ${event.member}`);
          return say(`${at}  ${memberName(event.route, event.member)} was removed`);
        case 'session.moved':
          return saySession(
            `${at}  session ${event.sessionId} moved from ${routeName(event.from)} to ${routeName(event.route)} (${inWords(event.cause)})`,
          );
        case 'session.lost':
          return saySession(`${at}  session ${event.sessionId} was lost: ${event.cookie}, ${event.cause}`);
        case 'finding.opened':
          if (event.isMuted) return;
          return say(`${at}  ${event.severity}: ${event.sentence} ${event.advice}`);
        case 'site.changed':
          return say(`${at}  site ${event.site.name}: ${event.site.trouble ?? event.site.state}`);
        case 'notice.raised':
          return say(`${at}  ${event.text}${event.hint === null ? '' : ` ${event.hint}`}`);
        default:
      }
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      endWindow();
    },
  };
}

function wordsOf(view: MemberView): string {
  switch (view.state) {
    case 'ok':
      return 'ok';
    case 'error':
      return `in error${view.trouble === null ? '' : `: ${view.trouble}`}`;
    case 'health-failed':
      return 'failing its health check';
    case 'outage':
      return 'in a simulated outage';
    default:
      return inWords(view.state);
  }
}

function memberName(route: string, url: string): string {
  return route === '' ? url : `route ${route} (${url})`;
}

function routeName(route: string | null): string {
  return route === null || route === '' ? 'no route' : `route ${route}`;
}

function inWords(code: string): string {
  return code.replaceAll('-', ' ');
}
