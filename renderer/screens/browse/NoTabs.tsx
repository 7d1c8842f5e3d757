import { ExternalLink } from 'lucide-react';
import { Avatar } from '../../components/Avatar.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { useNow } from '../../components/use-now.ts';
import { plural } from '../../format/numbers.ts';
import { ago } from '../../format/times.ts';
import {
  identityOfRoute,
  isRouteDown,
  mainPin,
  selectBalancers,
  selectFirstSite,
  selectRouteOrder,
  selectSessions,
} from '../../store/selectors.ts';
import { useApp } from '../../store/store-context.tsx';
import styles from './NoTabs.module.css';
import { namedUrl } from './named-url.ts';

/** More are on the Sessions screen. */
const SHOWN = 12;
const NAMES = ['anna', 'ben', 'carla'];

/** In an ordinary browser: why there are no users here, what to do instead, and who has been seen. */
export function NoTabs() {
  const site = useApp(selectFirstSite);
  const sessions = useApp(selectSessions);
  const balancers = useApp(selectBalancers);
  const order = useApp(selectRouteOrder);
  const nowMs = useNow(5000);
  const seen = [...sessions.values()].sort((a, b) => b.lastSeenAtMs - a.lastSeenAtMs);
  return (
    <main className={styles.screen} aria-label="Browse">
      <div className={styles.column}>
        <h1>Users side by side need the desktop window</h1>
        <p className={styles.why}>
          A pin is a cookie, and a web page cannot give each frame a cookie jar of its own: every tab of this
          browser shares one, so they would all be the same user. Routepin’s desktop window can. Here, open
          the site in places that keep their cookies apart:
        </p>
        <ul className={styles.ways}>
          <li>
            <h2>A private window</h2>
            <p className="muted">One more user per browser; all private windows share their cookies.</p>
            {site !== undefined && <SiteLine url={site.url} />}
          </li>
          <li>
            <h2>Another browser, or another profile</h2>
            <p className="muted">Firefox beside Chrome, or a second profile: a jar each.</p>
          </li>
          <li>
            <h2>A name of its own for each user</h2>
            <p className="muted">
              Names below <code>localhost</code> reach this machine without any set-up, and cookies without a
              Domain stay with their name.
            </p>
            {site !== undefined &&
              NAMES.map((name) => <SiteLine key={name} url={namedUrl(site.url, name)} />)}
          </li>
          <li>
            <h2>The desktop window</h2>
            <p className="muted">One to six users side by side, each with its route as a stripe.</p>
            <div className={styles.line}>
              <code>npm start</code>
              <CopyButton text="npm start" label="Copy the command" />
            </div>
          </li>
        </ul>
        <h2 className={styles.seen}>
          {seen.length === 0 ? 'Nobody has been seen yet' : `${plural(seen.length, 'session')} seen`}
        </h2>
        {seen.slice(0, SHOWN).map((session) => {
          const pin = mainPin(session);
          return (
            <div key={session.sessionId} className={styles.session}>
              <Avatar initials={session.initials} embedded={session.userId !== null} />
              <span className="ell">{session.label}</span>
              <RouteChip
                identity={pin === undefined ? null : identityOfRoute(order, pin.balancer, pin.route)}
                route={pin?.route ?? null}
                down={pin !== undefined && isRouteDown(balancers, pin.balancer, pin.route)}
              />
              <span className="muted num">{plural(session.requests, 'request')}</span>
              <span className="muted num">{ago(session.lastSeenAtMs, nowMs)}</span>
            </div>
          );
        })}
        {seen.length === 0 && (
          <p className="muted">Open one of the addresses above; whoever comes is listed here.</p>
        )}
        {seen.length > SHOWN && <p className="muted">{seen.length - SHOWN} more under Sessions.</p>}
      </div>
    </main>
  );
}

function SiteLine({ url }: { readonly url: string }) {
  return (
    <div className={styles.line}>
      <a href={url} target="_blank" rel="noreferrer" className="mono ell">
        {url}
        <ExternalLink size={11} aria-hidden="true" />
      </a>
      <CopyButton text={url} label={`Copy ${url}`} />
    </div>
  );
}
