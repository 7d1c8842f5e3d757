import { change, type ProjectLint } from '../lint.ts';
import { named } from '../project-view.ts';

const SOON_SECONDS = 5;

/** APACHE.md §5.5: a member that is disabled is "not in error", and forced recovery wants every member in error. */
export const disabledMemberStopsRecovery: ProjectLint = {
  id: 'disabled-member-stops-recovery',
  severity: 'hint',
  finds: 'a disabled or stopped member beside others with a long `retry`: it switches forced recovery off',
  symptom: 'After an outage of all others users get 503 until retry has passed, although they are back.',
  logCode: 'AH01170',
  advice: 'Remove the disabled member, or give the others a short retry.',
  *find(view) {
    for (const { balancer, members } of view.balancers) {
      if (balancer.forcerecovery === false) continue;
      const off = members.find(({ flags }) => /[DSC]/.test(flags));
      const slow = members.filter(
        ({ flags, member }) => !/[DSC]/.test(flags) && (member.retry ?? 60) > SOON_SECONDS,
      );
      const isAnybodyOn = members.some(({ flags }) => !/[DSC]/.test(flags));
      if (off === undefined || !isAnybodyOn || slow.length === 0) continue;
      yield {
        path: `${off.path}.status`,
        message: `While ${named(off)} is off, ${balancer.name} does not recover at once when all others have failed.`,
        mend: change(
          `Set retry of the others to ${SOON_SECONDS} seconds`,
          ...slow.map((one) => ({ path: `${one.path}.retry`, value: SOON_SECONDS })),
        ),
      };
    }
  },
};
