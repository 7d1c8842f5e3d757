import { ArrowRight, CircleCheck, CircleX, FlaskConical, Info, TriangleAlert, Wrench } from 'lucide-react';
import type {
  Rehearsal,
  RehearsalFinding,
  RehearsalMend,
  RehearsalView,
} from '../../../core/contract/index.ts';
import { runCommand } from '../../actions/run-command.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Note } from '../../components/Note.tsx';
import { RouteChip } from '../../components/RouteChip.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { setUp } from './files.ts';
import styles from './RehearsalResults.module.css';
import { RouteChart } from './RouteChart.tsx';
import { selectRehearse, setRehearse } from './rehearse-state.ts';
import { SampleTable } from './SampleTable.tsx';
import { UserLanes } from './UserLanes.tsx';
import { useLooks } from './use-members.ts';
import type { RehearsalRunner } from './use-rehearsal.ts';
import { VerdictTiles } from './VerdictTiles.tsx';

interface RehearsalResultsProps {
  readonly runner: RehearsalRunner;
  readonly draft: Rehearsal;
}

const TONES = {
  bad: { tone: 'err', Icon: CircleX },
  warn: { tone: 'warn', Icon: TriangleAlert },
  note: { tone: 'neutral', Icon: Info },
  good: { tone: 'ok', Icon: CircleCheck },
} as const;

/** The verdict of the run, or of the one under way: figures, a chart, users, and what to do next. */
export function RehearsalResults({ runner, draft }: RehearsalResultsProps) {
  const { view, trouble } = runner;
  const { tab } = useApp(selectRehearse);
  const store = useAppStore();
  const told = view?.trouble ?? trouble;
  return (
    <>
      {told !== null && (
        <div className={styles.notes}>
          <Note tone="err" icon={<CircleX size={14} />}>
            <b>{trouble === null ? 'The run failed: ' : 'Not started: '}</b>
            {told.message}. {told.hint}
            {(told.problems ?? []).length > 1 && (
              <ul>
                {told.problems?.map(({ path, message, hint }) => (
                  <li key={`${path} ${message}`}>
                    <code>{path}</code> {message}. {hint}
                  </li>
                ))}
              </ul>
            )}
          </Note>
        </div>
      )}
      {view?.state === 'cancelled' && (
        <div className={styles.notes}>
          <Note tone="neutral" icon={<Info size={14} />}>
            <b>The run was cancelled at {(view.elapsedMs / 1000).toFixed(1)} s.</b> Outages have ended, and
            what it had drained or changed is as before. Below is what was seen till then.
          </Note>
        </div>
      )}
      {view === null ? (
        <EmptyState icon={<FlaskConical size={18} />} title="Nothing was rehearsed yet">
          {`${draft.users} virtual users with cookie jars of their own visit the balancer while the script above runs. ` +
            'Press Run: members are as before afterwards.'}
        </EmptyState>
      ) : (
        <>
          <VerdictTiles view={view} />
          <div className={styles.chart}>
            <div className={styles.head}>
              <Segmented
                label="What is shown"
                value={tab}
                options={[
                  { value: 'requests', label: 'Requests' },
                  { value: 'sessions', label: 'Sessions' },
                  { value: 'users', label: `Users ${view.totals.users}` },
                  { value: 'table', label: 'Table' },
                ]}
                onChange={(next) => setRehearse(store, { tab: next })}
              />
              <span className="grow" />
              <Distribution view={view} />
            </div>
            {(tab === 'requests' || tab === 'sessions') && <RouteChart view={view} value={tab} />}
            {tab === 'users' && <UserLanes view={view} />}
            {tab === 'table' && <SampleTable view={view} />}
          </div>
          <Findings findings={view.result?.findings ?? []} runner={runner} />
        </>
      )}
    </>
  );
}

/** Users by member, before the first step and at the end. */
function Distribution({ view }: { readonly view: RehearsalView }) {
  const looks = useLooks(view.members);
  const { result, samples } = view;
  const before = result?.before ?? null;
  const after = result?.after ?? samples.at(-1)?.users ?? [];
  return (
    <dl className={styles.distribution}>
      <dt className="muted">{before === null ? 'sessions now' : 'sessions before → after'}</dt>
      {view.members.map(({ url, route }, index) => (
        <dd key={url} className="row">
          {looks[index] !== undefined && <RouteChip identity={looks[index]} route={route} />}
          <span className={`${styles.counts} num`}>
            {before !== null && (
              <>
                {before[index] ?? 0}
                <ArrowRight size={10} className="muted" aria-label="to" />
              </>
            )}
            {after[index] ?? 0}
          </span>
        </dd>
      ))}
    </dl>
  );
}

interface FindingsProps {
  readonly findings: readonly RehearsalFinding[];
  readonly runner: RehearsalRunner;
}

function Findings({ findings, runner }: FindingsProps) {
  const store = useAppStore();
  const { draft } = useApp(selectRehearse);
  const mend = async (what: RehearsalMend) => {
    if (what.kind === 'rehearsal') {
      setUp(store, what.rehearsal);
      return runner.start(what.rehearsal);
    }
    const isDone =
      what.kind === 'edit-members' ? await editMembers(store, what) : await editBalancer(store, what);
    if (isDone && draft !== null) runner.start(draft);
  };
  if (findings.length === 0) return null;
  return (
    <ul className={styles.notes} aria-label="What the run showed">
      {findings.map((finding) => {
        const { tone, Icon } = TONES[finding.level];
        return (
          <li key={`${finding.code} ${finding.title}`}>
            <Note
              tone={tone}
              icon={<Icon size={14} />}
              action={
                finding.mend !== null && (
                  <Button
                    size="small"
                    icon={<Wrench size={12} />}
                    disabled={runner.view?.state === 'running'}
                    onClick={() => finding.mend !== null && void mend(finding.mend)}
                  >
                    {finding.mend.label}
                  </Button>
                )
              }
            >
              <b>{finding.title}</b> {finding.text}
            </Note>
          </li>
        );
      })}
    </ul>
  );
}

type Store = ReturnType<typeof useAppStore>;

/** Settings of members, each an edit that can be undone. */
async function editMembers(
  store: Store,
  { balancer, members, patch }: Extract<RehearsalMend, { readonly kind: 'edit-members' }>,
): Promise<boolean> {
  const words = Object.entries(patch)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
  for (const member of members) {
    const done = `${words} is set`;
    const result = await runCommand(store, 'member.edit', { balancer, member, patch }, { done, undo: true });
    if (!result.ok) return false;
  }
  return true;
}

async function editBalancer(
  store: Store,
  { balancer, patch }: Extract<RehearsalMend, { readonly kind: 'edit-balancer' }>,
): Promise<boolean> {
  const { project, revision } = store.getState().config;
  const balancers = project.balancers.map((one) => {
    if (one.name !== balancer) return one;
    const kept = Object.entries(one).filter(([key]) => patch[key] !== null);
    return {
      ...Object.fromEntries(kept),
      ...Object.fromEntries(Object.entries(patch).filter(([, to]) => to !== null)),
    };
  });
  const done = `${Object.keys(patch).join(', ')} of ${balancer} is changed`;
  const result = await runCommand(
    store,
    'project.apply',
    { project: { ...project, balancers }, baseRevision: revision },
    { done, undo: true },
  );
  return result.ok;
}
