import { type ProjectLint, setStatus } from '../lint.ts';
import { isUsable, type MemberPlace, servingStatus } from '../project-view.ts';

export const noMemberForNewSessions: ProjectLint = {
  id: 'no-member-for-new-sessions',
  severity: 'error',
  finds: 'a balancer whose every member is disabled, stopped, draining or failed by `status`',
  symptom: 'Everybody without a session gets 503.',
  logCode: 'AH01170',
  advice: 'Clear the flag of one member at least.',
  *find(view) {
    for (const { balancer, path, members } of view.balancers) {
      const [first] = members;
      const areSpares = members.every(({ flags }) => flags.includes('R'));
      if (first === undefined || areSpares || takesNewSessions(members)) continue;
      const status = servingStatus(first.member.status);
      yield {
        path: `${path}.members`,
        message: `No member of ${balancer.name} takes new sessions.`,
        mend: setStatus(`Let ${first.member.url} serve`, first.path, status),
      };
    }
  },
};

/** The candidate walk by configured flags alone (APACHE.md §4.1). */
function takesNewSessions(members: readonly MemberPlace[]): boolean {
  const sets = new Set(members.map(({ member }) => member.lbset ?? 0));
  return [...sets].some((lbset) => {
    const own = members.filter(({ member }) => (member.lbset ?? 0) === lbset);
    const is = (place: MemberPlace, letter: string): boolean => place.flags.includes(letter);
    const walked = own.filter((place) => !is(place, 'N'));
    const spares = walked.filter((place) => is(place, 'R') && isUsable(place));
    const rest = walked.filter((place) => !is(place, 'R'));
    if (rest.some(isUsable)) return true;
    const draining = own.filter((place) => is(place, 'N') && !/[RH]/.test(place.flags));
    const unusable = draining.length + rest.filter((place) => !is(place, 'H')).length;
    return unusable > 0 && spares.length > 0;
  });
}
