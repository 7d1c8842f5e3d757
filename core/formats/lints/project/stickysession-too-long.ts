import { change, type ProjectLint } from '../lint.ts';

const LONGEST = 63; // PROXY_BALANCER_MAX_STICKY_SIZE less the closing zero; APACHE.md §1.1

export const stickysessionTooLong: ProjectLint = {
  id: 'stickysession-too-long',
  severity: 'error',
  finds: 'a name in `stickysession` longer than 63 characters',
  symptom: 'Apache cuts the name without a word and finds no such cookie: every request is balanced anew.',
  advice: 'Use a name of at most 63 characters.',
  *find(view) {
    for (const { balancer, path, sticky } of view.balancers) {
      const names = (balancer.stickysession ?? '').split('|');
      if (sticky === null || !names.some((name) => name.length > LONGEST)) continue;
      const cookie = balancer.routeCookie;
      const renames = cookie != null && cookie.name === names[0] && cookie.name.length > LONGEST;
      const short = [names[0], names.slice(1).join('')]
        .map((name) => name?.slice(0, LONGEST))
        .filter((name) => name !== undefined && name !== '');
      yield {
        path: `${path}.stickysession`,
        message: `stickysession of ${balancer.name} is longer than the ${LONGEST} characters that Apache keeps.`,
        mend: change(
          'Cut it to 63 characters',
          { path: `${path}.stickysession`, value: short.join('|') },
          ...(renames ? [{ path: `${path}.routeCookie.name`, value: cookie.name.slice(0, LONGEST) }] : []),
        ),
      };
    }
  },
};
