import { type ProjectLint, unset } from '../lint.ts';

export const maxattemptsZero: ProjectLint = {
  id: 'maxattempts-zero',
  severity: 'warning',
  finds: '`maxattempts=0` on a balancer of several members',
  symptom: 'The request that finds a member dead is answered 503 instead of going to another one.',
  logCode: 'AH00957',
  advice: 'Leave maxattempts out: the default is one less than there are members.',
  *find(view) {
    for (const { balancer, path, members } of view.balancers) {
      if (balancer.maxattempts !== 0 || members.length < 2) continue;
      yield {
        path: `${path}.maxattempts`,
        message: `${balancer.name} gives up after the first member that does not answer.`,
        mend: unset('Use the default', `${path}.maxattempts`),
      };
    }
  },
};
