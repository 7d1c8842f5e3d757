import { change, type ProjectLint } from '../lint.ts';
import { isLoopback, type MemberPlace } from '../project-view.ts';

const LONG_SECONDS = 30; // a restart during development takes a few seconds; half a minute of silence looks like a fault
const MEND_SECONDS = 2;

/** USERS.md §0 row 19. A health check clears the error earlier (APACHE.md §8). One finding a balancer. */
export const retryLong: ProjectLint = {
  id: 'retry-long',
  severity: 'hint',
  finds: 'members on this machine that wait half a minute or more after an error (`retry` is 60 by default)',
  symptom:
    'A member that you restarted is ignored for a minute, and whoever was pinned to it stays elsewhere.',
  logCode: 'AH00959',
  advice: 'While developing use retry=2, or a health check.',
  *find(view) {
    for (const { balancer, path, members } of view.balancers) {
      const slow = members.length < 2 ? [] : members.filter(isSlow);
      const [first] = slow;
      if (first === undefined) continue;
      yield {
        path: slow.length === 1 ? `${first.path}.retry` : `${path}.members`,
        message: `Members of ${balancer.name} that were restarted are ignored for ${first.member.retry ?? 60} seconds.`,
        mend: change(
          `Set retry to ${MEND_SECONDS} seconds`,
          ...slow.map((one) => ({ path: `${one.path}.retry`, value: MEND_SECONDS })),
        ),
      };
    }
  },
};

function isSlow({ member, target }: MemberPlace): boolean {
  const isChecked = (member.hcmethod ?? 'None') !== 'None' && (member.hcinterval ?? 30) < LONG_SECONDS;
  return isLoopback(target.hostname) && (member.retry ?? 60) >= LONG_SECONDS && !isChecked;
}
