import type { Member } from '../../../contract/index.ts';
import { change, type ProjectLint } from '../lint.ts';
import type { MemberPlace } from '../project-view.ts';

/** APACHE.md §9.4. With the longer URL first both are members, so that the mend is another order. */
export const memberUrlPrefix: ProjectLint = {
  id: 'member-url-prefix',
  severity: 'error',
  finds: "a member whose URL equals or continues an earlier member's (`http://h:1`, then `http://h:1/x`)",
  symptom: 'It is no second member: its parameters are ignored, and nothing is ever sent to it.',
  logCode: 'AH01150',
  advice: 'Put the longer URL first, and remove what is there twice.',
  *find(view) {
    for (const { balancer, path, members } of view.balancers) {
      for (const [at, later] of members.entries()) {
        const earlier = members.slice(0, at).find((candidate) => swallows(candidate, later));
        if (earlier === undefined) continue;
        const isSame = earlier.workerName === later.workerName;
        yield {
          path: `${later.path}.url`,
          message: `Apache takes ${later.member.url} for the member ${earlier.member.url}.`,
          mend: isSame
            ? change('Remove it', { path: later.path, remove: true })
            : change('Put longer URLs first', {
                path: `${path}.members`,
                value: longestFirst(balancer.members),
              }),
        };
      }
    }
  },
};

function swallows(earlier: MemberPlace, later: MemberPlace): boolean {
  if (!later.workerName.startsWith(earlier.workerName)) return false;
  // Only at the same host and port: http://h:1 does not begin http://h:13.
  const originLength = later.workerName.length - later.target.path.length;
  return earlier.workerName.length >= originLength;
}

function longestFirst(members: readonly Member[]): readonly Member[] {
  return [...members].sort((one, other) => other.url.length - one.url.length);
}
