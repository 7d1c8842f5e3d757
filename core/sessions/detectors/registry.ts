import type { Detector } from '../diagnosis/detector.ts';
import { bouncing } from './bouncing.ts';
import { cookieNameShared } from './cookie-name-shared.ts';
import { cookieOnEveryAnswer } from './cookie-on-every-answer.ts';
import { cookieRefused } from './cookie-refused.ts';
import { firstRequestsSplit } from './first-requests-split.ts';
import { healthAtOdds } from './health-at-odds.ts';
import { idWithoutRoute } from './id-without-route.ts';
import { loadUneven } from './load-uneven.ts';
import { originAtOdds } from './origin-at-odds.ts';
import { pinOutlivesSession } from './pin-outlives-session.ts';
import { recoveredMemberEmpty } from './recovered-member-empty.ts';
import { routeCookiesSeveral } from './route-cookies-several.ts';
import { socketioSplit } from './socketio-split.ts';
import { websocketLeftBehind } from './websocket-left-behind.ts';

/** Every detector. To add one: a file here, its name in `DETECTORS` (core/contract/traffic-finding.ts), and a line here. */
export const DETECTOR_LIST: readonly Detector[] = [
  bouncing,
  firstRequestsSplit,
  cookieNameShared,
  cookieRefused,
  routeCookiesSeveral,
  idWithoutRoute,
  socketioSplit,
  websocketLeftBehind,
  cookieOnEveryAnswer,
  loadUneven,
  recoveredMemberEmpty,
  pinOutlivesSession,
  healthAtOdds,
  originAtOdds,
];
