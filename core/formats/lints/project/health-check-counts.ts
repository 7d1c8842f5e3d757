import { change, type ProjectLint } from '../lint.ts';

/** APACHE.md §8: neither count is reset by the other outcome. */
export const healthCheckCounts: ProjectLint = {
  id: 'health-check-counts',
  severity: 'hint',
  finds: '`hcfails` above 1: failures add up, however many checks pass in between',
  symptom: 'A member with a hiccup now and then is taken out after the third one, hours later.',
  logCode: 'AH03303',
  advice: 'Use hcfails=1 with a longer hcinterval if that is not what you want.',
  *find(view) {
    for (const { members } of view.balancers) {
      for (const { member, path } of members) {
        if ((member.hcmethod ?? 'None') === 'None' || (member.hcfails ?? 1) < 2) continue;
        yield {
          path: `${path}.hcfails`,
          message: `${member.url} is taken out after ${member.hcfails} failed checks in all, not in a row.`,
          mend: change('Use the default of 1', { path: `${path}.hcfails`, remove: true }),
        };
      }
    }
  },
};
