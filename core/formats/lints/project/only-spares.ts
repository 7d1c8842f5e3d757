import { type ProjectLint, setStatus } from '../lint.ts';
import { servingStatus } from '../project-view.ts';

/** A spare replaces an unusable member of its lbset; among spares alone nobody is ever replaced (APACHE.md §4.1). */
export const onlySpares: ProjectLint = {
  id: 'only-spares',
  severity: 'error',
  finds: 'a balancer whose members are all hot spares (`status=+R`)',
  symptom: 'Everybody without a session gets 503.',
  logCode: 'AH01170',
  advice: 'Take +R off the members that should serve.',
  *find(view) {
    for (const { balancer, path, members } of view.balancers) {
      const [first] = members;
      if (first === undefined || !members.every(({ flags }) => flags.includes('R'))) continue;
      const status = servingStatus(first.member.status);
      yield {
        path: `${path}.members`,
        message: `All members of ${balancer.name} are spares, and a spare only replaces a member that is none.`,
        mend: setStatus(`Let ${first.member.url} serve`, first.path, status),
      };
    }
  },
};
