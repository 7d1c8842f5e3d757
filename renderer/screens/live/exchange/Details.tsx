import { CircleAlert, Filter, MousePointerClick, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BalancerView, ExchangeDetail } from '../../../../core/contract/index.ts';
import { Button } from '../../../components/Button.tsx';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { Kbd } from '../../../components/Kbd.tsx';
import { Pane, PaneFoot } from '../../../components/Pane.tsx';
import { TabBar } from '../../../components/TabBar.tsx';
import { capitalised } from '../../../format/capitalised.ts';
import { DETAIL_TABS, type DetailTab } from '../../../store/ui-state.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import { CookiesTab } from './CookiesTab.tsx';
import { DetailsHead } from './DetailsHead.tsx';
import { HeadsTab } from './HeadsTab.tsx';
import type { Loss } from './loss.ts';
import { ReplayButton } from './ReplayButton.tsx';
import { RowDetails } from './RowDetails.tsx';
import { TimingTab } from './TimingTab.tsx';
import type { LoadedDetail } from './use-exchange-detail.ts';
import { WhyTab } from './WhyTab.tsx';

interface DetailsProps {
  readonly loaded: LoadedDetail;
  readonly tab: DetailTab;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  /** The loss of the exchange's session, with it or after it; null when nothing was lost. */
  readonly loss: Loss | null;
  readonly onShowExchange: (id: number) => void;
  readonly onTab: (tab: DetailTab) => void;
  readonly onClose: () => void;
  /** Adds a condition to the filter, or takes it away. */
  readonly onCondition: (term: string) => void;
  /** Sends it once more; null where that can't be. */
  readonly onSendAgain: (() => void) | null;
  /** Shows only the exchanges of this session; null when it has none. */
  readonly onShowSession: (() => void) | null;
}

const LABELS: Readonly<Record<DetailTab, string>> = {
  why: 'Why',
  request: 'Request',
  response: 'Response',
  cookies: 'Cookies',
  timing: 'Timing',
};

/** The pane at the right: why this exchange went where it went, and what was said on both sides. */
export function Details(props: DetailsProps) {
  return (
    <Pane as="aside" edge="left" label="Details">
      {contentOf(props)}
    </Pane>
  );
}

function contentOf(props: DetailsProps): ReactNode {
  const { loaded, balancers, order, loss, onShowExchange, onCondition, onClose, onShowSession } = props;
  if (loaded.state === 'loaded') return <Loaded {...props} detail={loaded.detail} />;
  if (loaded.state !== 'failed' || loaded.row === null) return <Without loaded={loaded} />;
  return (
    <>
      <DetailsHead exchange={loaded.row} onCondition={onCondition} onClose={onClose} />
      <RowDetails
        exchange={loaded.row}
        balancers={balancers}
        order={order}
        loss={loss}
        onShowExchange={onShowExchange}
      />
      {onShowSession !== null && (
        <PaneFoot>
          <span className="grow" />
          <SessionFilterButton onShowSession={onShowSession} />
        </PaneFoot>
      )}
    </>
  );
}

function SessionFilterButton({ onShowSession }: { readonly onShowSession: () => void }) {
  return (
    <IconButton label="Only this session" onClick={onShowSession}>
      <Filter size={13} />
    </IconButton>
  );
}

function Without({ loaded }: { readonly loaded: LoadedDetail }) {
  if (loaded.state === 'failed') {
    return (
      <EmptyState icon={<CircleAlert size={20} />} title="This request is not kept any more">
        {capitalised(loaded.trouble.message)}.{' '}
        {loaded.trouble.hint ?? 'The history is bounded; newer ones are there.'}
      </EmptyState>
    );
  }
  if (loaded.state === 'loading') return null;
  return (
    <EmptyState icon={<MousePointerClick size={20} />} title="Why did it go there?">
      Choose a request in the list, with the mouse or with <Kbd>j</Kbd> and <Kbd>k</Kbd>.
    </EmptyState>
  );
}

function Loaded(props: DetailsProps & { readonly detail: ExchangeDetail }) {
  const { detail, tab, balancers, order, loss, onTab, onClose, onShowSession, onShowExchange, onCondition } =
    props;
  const lbmethod = balancers.find(({ name }) => name === detail.balancer)?.lbmethod ?? 'byrequests';
  return (
    <>
      <DetailsHead exchange={detail} onCondition={onCondition} onClose={onClose} />
      <TabBar
        label="Details"
        value={tab}
        onChange={onTab}
        tabs={DETAIL_TABS.map((value) => ({
          value,
          label: LABELS[value],
          ...(value === 'why' ? { shortcut: 'w' } : {}),
        }))}
      >
        {panelOf(tab, detail, order, () => (
          <WhyTab
            detail={detail}
            balancers={balancers}
            order={order}
            lbmethod={lbmethod}
            loss={loss}
            onShowExchange={onShowExchange}
          />
        ))}
      </TabBar>
      <PaneFoot>
        {props.onSendAgain !== null && (
          <Button size="small" icon={<Send size={12} />} shortcut="r" onClick={props.onSendAgain}>
            Send again
          </Button>
        )}
        {detail.balancer !== null && !detail.upgraded && <ReplayButton exchangeId={detail.id} />}
        <span className="grow" />
        {onShowSession !== null && <SessionFilterButton onShowSession={onShowSession} />}
        <CopyButton text={asText(detail)} label="Copy the explanation" />
      </PaneFoot>
    </>
  );
}

function panelOf(tab: DetailTab, detail: ExchangeDetail, order: RouteOrder, why: () => ReactNode): ReactNode {
  switch (tab) {
    case 'why':
      return why();
    case 'request':
      return (
        <HeadsTab
          what="request"
          first={{ title: 'From the client', head: detail.clientRequest }}
          second={{ title: 'To the member', head: detail.memberRequest }}
          bodyBytes={detail.requestBodyBytes}
          body={detail.requestBody}
        />
      );
    case 'response':
      return (
        <HeadsTab
          what="answer"
          first={{ title: 'From the member', head: detail.memberResponse }}
          second={{ title: 'To the client', head: detail.clientResponse }}
          bodyBytes={detail.bodyBytes}
          body={detail.responseBody}
        />
      );
    case 'cookies':
      return <CookiesTab detail={detail} />;
    case 'timing':
      return <TimingTab detail={detail} order={order} />;
  }
}

/** The explanation as text, to be pasted into an issue. */
function asText({ method, url, status, explanation }: ExchangeDetail): string {
  const steps = explanation.steps.map(({ title, text, directive }) => `- ${title} (${directive}) ${text}`);
  const variables = Object.entries(explanation.variables).map(([name, value]) => `${name}=${value}`);
  return [
    `${method} ${url} ${status}`,
    explanation.headline,
    explanation.summary,
    '',
    ...steps,
    '',
    ...variables,
    '',
  ].join('\n');
}
