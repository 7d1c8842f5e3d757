import type { MemberCause, MemberView } from '../../contract/index.ts';
import type { Detector, World } from '../diagnosis/detector.ts';
import { counted, routeName } from '../diagnosis/words.ts';
import { pinAt } from '../session.ts';

/** Long enough for new sessions to come and be balanced to it. */
const WAIT_MS = 60_000;
/** Others hold at least so many pins: below, empty is nothing special. */
const LEAST_PINS = 6;
/** Less than this part of its fair share counts as empty. */
const EMPTY_SHARE = 0.25;
const BACK: ReadonlySet<MemberCause> = new Set([
  'recovered',
  'retry-now',
  'forced-recovery',
  'health-check-passed',
  'outage-ended',
  'added',
  'edited',
]);

/** USERS.md §B 14: pins made while it was away don't come back by themselves. */
export const recoveredMemberEmpty: Detector = {
  name: 'recovered-member-empty',
  severity: 'hint',
  title: 'Recovered member empty',
  finds: 'a member that is back for a minute and holds less than a quarter of its fair share of the pins',
  symptom: 'The others carry its load, although it is well again.',
  advice: 'Sessions stay where they are. Move some of them back, or wait until their pins expire.',
  goneAfterMs: null,
  begin(world) {
    /** When a member came back, by balancer and URL; those that were never away are not in it. */
    const backAtMs = new Map<string, number>();
    const away = new Set<string>();
    const open = new Map<string, true>();
    const end = (key: string) => {
      if (open.delete(key)) world.clear(key);
    };
    let dueAtMs = 0;
    return {
      event(event, nowMs) {
        if (event.event === 'member.removed') {
          const key = `${event.balancer}\n${event.member}`;
          backAtMs.delete(key);
          away.delete(key);
          end(key);
        }
        if (event.event !== 'member.changed') return;
        const key = `${event.balancer}\n${event.member}`;
        if (event.view.state !== 'ok') {
          away.add(key);
          backAtMs.delete(key);
          end(key);
        } else if (BACK.has(event.cause) && (event.cause === 'added' || away.delete(key))) {
          backAtMs.set(key, nowMs);
        }
      },
      tick(nowMs) {
        if (backAtMs.size === 0 || nowMs < dueAtMs) return;
        dueAtMs = nowMs + 5000;
        const members = world.members();
        for (const [key, atMs] of backAtMs) {
          if (nowMs - atMs < WAIT_MS) continue;
          const member = members.find((one) => `${one.balancer}\n${one.url}` === key);
          const settings = world.balancer(member?.balancer ?? null);
          if (
            member === undefined ||
            member.route === '' ||
            settings === undefined ||
            settings.sticky === null
          ) {
            backAtMs.delete(key);
            end(key);
            continue;
          }
          const usable = members.filter((one) => one.balancer === member.balancer && one.state === 'ok');
          const pins = usable.reduce((sum, one) => sum + one.pins, 0);
          const weights = usable.reduce((sum, one) => sum + one.loadfactor, 0);
          const fair = (pins * member.loadfactor) / weights;
          if (pins - member.pins < LEAST_PINS) {
            end(key);
            continue;
          }
          if (member.pins >= fair * (open.has(key) ? 0.5 : EMPTY_SHARE)) {
            // It fills as it should: the next time it is away is another story.
            backAtMs.delete(key);
            end(key);
            continue;
          }
          tell(world, key, member, usable, pins, fair, nowMs - atMs);
          open.set(key, true);
        }
      },
    };
  },
};

function tell(
  world: World,
  key: string,
  member: MemberView,
  usable: readonly MemberView[],
  pins: number,
  fair: number,
  backForMs: number,
): void {
  const { balancer, route } = member;
  const moving = sessionsToMove(world, member, usable, Math.floor(fair - member.pins));
  const holds = member.pins === 0 ? 'none' : String(member.pins);
  world.report(key, () => ({
    sentence: `${routeName(route).replace(/^./, (first) => first.toUpperCase())} is back for ${counted(Math.max(1, Math.round(backForMs / 60_000)), 'minute')} and holds ${holds} of ${counted(pins, 'pin')}; its fair share is ${Math.round(fair)}.`,
    place: { balancer, route, member: member.url },
    remedy:
      moving.length === 0
        ? null
        : {
            kind: 'commands',
            label: `Move ${counted(moving.length, 'session')} to route ${route}`,
            commands: moving.map((sessionId) => ({
              name: 'session.pin',
              params: { sessionId, balancer, route },
            })),
          },
  }));
}

/** Sessions that may come over: of the fullest member, the ones that asked last. */
function sessionsToMove(
  world: World,
  member: MemberView,
  usable: readonly MemberView[],
  wanted: number,
): readonly string[] {
  const fullest = usable.toSorted((a, b) => b.pins - a.pins)[0];
  if (fullest === undefined || fullest.url === member.url || fullest.route === '') return [];
  return world
    .activeSince(0)
    .filter((one) => pinAt(one, member.balancer)?.route === fullest.route)
    .slice(-Math.min(50, Math.max(1, wanted)))
    .map(({ id }) => id);
}
