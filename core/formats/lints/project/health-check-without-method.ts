import { type ProjectLint, set } from '../lint.ts';

const CHECK_KEYS = ['hcuri', 'hcinterval', 'hcpasses', 'hcfails'] as const;

export const healthCheckWithoutMethod: ProjectLint = {
  id: 'health-check-without-method',
  severity: 'warning',
  finds: 'settings of a health check without `hcmethod`',
  symptom: 'No check is ever made: a dead member is found by users.',
  advice: 'Set hcmethod, such as HEAD.',
  *find(view) {
    for (const { members } of view.balancers) {
      for (const { member, path } of members) {
        if ((member.hcmethod ?? 'None') !== 'None') continue;
        const key = CHECK_KEYS.find((candidate) => member[candidate] !== undefined);
        if (key === undefined) continue;
        const method = member.hcuri === undefined ? 'TCP' : 'HEAD';
        yield {
          path: `${path}.hcmethod`,
          message: `${member.url} has ${key} and no hcmethod, which is what switches the check on.`,
          mend: set(`Set hcmethod to ${method}`, `${path}.hcmethod`, method),
        };
      }
    }
  },
};
