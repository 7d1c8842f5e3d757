import { placeOf } from '../configuration-view.ts';
import type { ConfigurationLint } from '../lint.ts';

export const proxyRequestsOn: ConfigurationLint = {
  id: 'proxy-requests-on',
  severity: 'error',
  finds: '`ProxyRequests On`',
  symptom:
    'The server fetches any page of any host for whoever asks: an open proxy, found and abused within hours.',
  advice: 'Leave it out; ProxyPass does not need it.',
  *find(view) {
    for (const of of view.named('proxyrequests')) {
      if (!/^on$/i.test(of.directive.words[0] ?? '')) continue;
      yield { place: placeOf(of), message: 'This makes a forward proxy of the server, beside the balancer.' };
    }
  },
};
