import type { ExchangeDetail } from '../../../../core/contract/index.ts';
import { Tag } from '../../../components/Tag.tsx';
import styles from './CookiesTab.module.css';
import { cookieScope } from './cookie-scope.ts';
import { cookiesSent, cookiesSet } from './cookie-story.ts';
import { useRefusals } from './use-refusals.ts';

interface CookiesTabProps {
  readonly detail: ExchangeDetail;
}

/** The cookies that came and those that were set, each with what becomes of it. */
export function CookiesTab({ detail }: CookiesTabProps) {
  const sent = cookiesSent(detail.clientRequest.fields, detail.record.lookup.name);
  const refusals = useRefusals(detail);
  const set = cookiesSet(detail).map((cookie, index) => {
    const refusal = refusals[index];
    if (refusal == null) return cookie;
    return { ...cookie, tone: 'err' as const, sentence: `The browser refuses it: it ${refusal}.` };
  });
  const host =
    detail.clientRequest.fields.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? detail.site;
  return (
    <>
      <section className={styles.section}>
        <h3>Sent by the browser</h3>
        {sent.length === 0 && <p className="muted">None.</p>}
        {sent.map(({ name, value, isSticky }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cookie may stand twice; its place is its name
          <div key={index} className={styles.cookie}>
            <div className={`${styles.pair} mono selectable`}>
              <b>{name}</b>={value}
            </div>
            {isSticky && <Tag>read for the route</Tag>}
          </div>
        ))}
      </section>
      <section className={styles.section}>
        <h3>Set by the answer</h3>
        {set.length === 0 && <p className="muted">None.</p>}
        {set.map((cookie, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cookie may stand twice; its place is its name
          <div key={index} className={styles.set}>
            <div className={`${styles.pair} mono selectable`}>
              <b>{cookie.name}</b>={cookie.value === '' ? <span className="muted">empty</span> : cookie.value}
            </div>
            {cookie.attributes.length > 0 && (
              <div className={`${styles.attributes} mono`}>{cookie.attributes.join('; ')}</div>
            )}
            <div className={styles.verdict}>
              <Tag tone={cookie.tone}>{cookie.by === 'balancer' ? 'balancer' : 'member'}</Tag>
              <span>{cookie.sentence}</span>
            </div>
            {cookie.tone !== 'err' && (
              <p className={styles.scope}>{cookieScope(cookie, host, detail.url, detail.startedAtMs)}.</p>
            )}
          </div>
        ))}
      </section>
    </>
  );
}
