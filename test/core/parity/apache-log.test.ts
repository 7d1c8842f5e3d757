import { expect, test } from 'vitest';
import { explainingLines } from '../../../core/parity/apache-log.ts';

const PREFIX = '[Fri Nov 27 13:09:59.713 2026]';
const LOG = [
  `${PREFIX} [proxy_balancer:debug] [pid 1:tid 2] mod_proxy_balancer.c(276): [client 127.0.0.1:5] AH01161: Found route 2`,
  `${PREFIX} [proxy:debug] [pid 1:tid 2] proxy_util.c(2268): AH00925: initializing worker http://h shared`,
  `${PREFIX} [proxy:error] [pid 1:tid 2] (111)Connection refused: AH00957: http: attempt to connect to h:1 failed`,
  `${PREFIX} [proxy_balancer:debug] [pid 1:tid 2] mod_proxy_balancer.c(703): [client 127.0.0.1:5] AH01176: proxy_balancer_post_request for (balancer://lb)`,
  'not a line of a log',
];

test('what tells of the decision is kept, without time, process and client', () => {
  expect(explainingLines(LOG.join('\n'))).toEqual([
    'AH01161: Found route 2',
    'AH00957: http: attempt to connect to h:1 failed',
  ]);
});
