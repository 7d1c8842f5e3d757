import { History } from 'lucide-react';
import {
  type BalancerView,
  type ExchangeSummary,
  headlineFor,
  sentenceFor,
} from '../../../../core/contract/index.ts';
import { MemberName } from '../../../components/MemberName.tsx';
import { Note } from '../../../components/Note.tsx';
import { bytes, duration } from '../../../format/numbers.ts';
import { clockTime } from '../../../format/times.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import { LossNote } from './LossNote.tsx';
import type { Loss } from './loss.ts';
import styles from './RowDetails.module.css';
import { WhyOpening } from './WhyOpening.tsx';

interface RowDetailsProps {
  readonly exchange: ExchangeSummary;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly loss: Loss | null;
  readonly onShowExchange: (id: number) => void;
}

/**
 * What the list itself still knows of an exchange whose heads and numbers have made room for newer ones: the list holds more
 * rows than the core holds whole exchanges.
 */
export function RowDetails({ exchange, balancers, order, loss, onShowExchange }: RowDetailsProps) {
  const told = { headline: headlineFor(exchange), summary: sentenceFor(exchange) };
  return (
    <div className={styles.body}>
      <WhyOpening exchange={exchange} told={told} balancers={balancers} order={order} />
      <dl className={styles.facts}>
        {factsOf(exchange).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="selectable">{value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.notes}>
        {loss !== null && <LossNote loss={loss} onShowExchange={onShowExchange} />}
        <Note tone="neutral" icon={<History size={14} />}>
          Its heads, its six steps and its timing have made room for newer requests. The list keeps more rows
          than there is room for whole requests.
        </Note>
      </div>
    </div>
  );
}

function factsOf(exchange: ExchangeSummary) {
  const { member, sessionRoute, setCookie, attempts, site, balancer, upgraded } = exchange;
  return [
    ['Answered by', member === null ? 'nobody' : <MemberName key="member" url={member} />],
    ['Asked for', sessionRoute === null || sessionRoute === '' ? 'no route' : `route ${sessionRoute}`],
    ['Route cookie', setCookie === null ? 'not set' : <code key="cookie">{setCookie}</code>],
    ['Attempts', String(attempts)],
    ['Site', balancer === null ? site : `${site} → ${balancer}`],
    ['Began', clockTime(exchange.startedAtMs)],
    ['Took', duration(exchange.durationMs)],
    ['Body', upgraded ? 'a tunnel (WebSocket)' : bytes(exchange.bodyBytes)],
  ] as const;
}
