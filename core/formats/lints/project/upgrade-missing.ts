import { change, type ProjectLint } from '../lint.ts';

/** APACHE.md §6.3: without `upgrade` the Upgrade field is stripped and the member sees a plain GET. */
export const upgradeMissing: ProjectLint = {
  id: 'upgrade-missing',
  severity: 'warning',
  finds: '`http://` members without `upgrade` while WebSockets were asked for',
  symptom: 'WebSockets do not open: the member sees an ordinary GET ("Unexpected response code").',
  advice: 'Set upgrade=websocket on the members.',
  *find(view) {
    const wanted = new Set(view.seen.webSocketsRefused.map((name) => name.toLowerCase()));
    for (const { balancer, key, path, members } of view.balancers) {
      if (!wanted.has(key)) continue;
      const deaf = members.filter(
        ({ member }) => /^https?:/i.test(member.url) && member.upgrade === undefined,
      );
      if (deaf.length === 0) continue;
      yield {
        path: `${path}.members`,
        message: `A browser asked ${balancer.name} for a WebSocket, and ${deaf.length} of its members cannot open one.`,
        mend: change(
          'Set upgrade to websocket',
          ...deaf.map((one) => ({ path: `${one.path}.upgrade`, value: 'websocket' })),
        ),
      };
    }
  },
};
