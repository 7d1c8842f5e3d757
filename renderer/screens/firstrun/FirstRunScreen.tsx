import { FileInput, FolderOpen, LoaderCircle, Play, RotateCw } from 'lucide-react';
import { type CSSProperties, type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Trouble } from '../../../core/contract/index.ts';
import { useActions } from '../../actions/action-registry.tsx';
import { useActionButton } from '../../app/use-action-button.ts';
import { Button } from '../../components/Button.tsx';
import { Kbd } from '../../components/Kbd.tsx';
import { selectCapabilities } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { openImport } from '../config/open-import.ts';
import styles from './FirstRunScreen.module.css';
import { firstRunActions } from './first-run-actions.ts';
import { ListenLine } from './ListenLine.tsx';
import { PortTable } from './PortTable.tsx';
import {
  answersOf,
  type Candidate,
  type CandidateGroup,
  commandsOf,
  groupsOf,
  holderOf,
  nameOfPlan,
  preselected,
  projectOfPlan,
} from './plan.ts';
import { RecentProjects } from './RecentProjects.tsx';
import { scan, selectScan } from './scan-state.ts';
import { startBalancing, startDemo } from './start-balancing.ts';
import { TroubleNote } from './TroubleNote.tsx';

/** From nothing to balanced in one key: which ports run the application? */
export function FirstRunScreen() {
  const store = useAppStore();
  const scanned = useApp(selectScan);
  const { files, embeddedTabs } = useApp(selectCapabilities);
  const open = useActionButton('project.open');
  const form = useRef<HTMLFormElement>(null);
  const main = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState<readonly Candidate[]>([]);
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const [listen, setListen] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isStarting, setStarting] = useState(false);

  useEffect(() => {
    void scan(store);
  }, [store]);

  const groups = useMemo(() => groupsOf(scanned.ports ?? []), [scanned.ports]);
  const all = [...groups.flatMap(({ candidates }) => candidates), ...typed];
  const urls = chosen ?? new Set([...preselected(groups), ...typed.map(({ url }) => url)]);
  const members = all.filter(({ url }) => urls.has(url));
  const address = listen ?? `127.0.0.1:${scanned.freePort}`;
  const holder = holderOf(scanned.ports ?? [], address);
  const isLooking = scanned.ports === null;
  /** Nothing to balance here: then the demo is the main thing to do. */
  const isBare = !isLooking && all.length === 0;
  const canBalance = members.length > 0 && !isStarting;

  // Enter balances at once: the button has the focus as soon as there is something to balance.
  const isReady = members.length > 0;
  useEffect(() => {
    if (isReady && (document.activeElement === null || document.activeElement === document.body)) {
      main.current?.focus();
    }
  }, [isReady]);

  const run = async (start: () => Promise<Trouble | null>) => {
    setStarting(true);
    setTrouble(null);
    const failed = await start();
    setStarting(false);
    setTrouble(failed);
    if (failed?.code === 'listen-failed') await scan(store);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!canBalance) return;
    const plan = { name: nameOfPlan(members), urls: members.map(({ url }) => url), listen: address };
    void run(() => startBalancing(store, projectOfPlan(plan)));
  };
  const demo = () => {
    if (isStarting) return;
    void run(() =>
      startDemo(store, (found) => projectOfPlan({ name: 'demo', urls: found, listen: address })),
    );
  };
  const toggle = (url: string) => {
    const next = new Set(urls);
    if (!next.delete(url)) next.add(url);
    setChosen(next);
  };
  const startDemoNow = useRef(demo);
  startDemoNow.current = demo;
  const actions = useMemo(
    () =>
      firstRunActions({
        demo: () => startDemoNow.current(),
        submit: () => form.current?.requestSubmit(),
      }),
    [],
  );
  useActions(actions);

  const widths = useMemo(() => columnWidths(groups), [groups]);

  return (
    <main className={styles.screen} aria-label="First run">
      <form ref={form} className={styles.column} style={widths} onSubmit={submit}>
        <h1>Which ports run your application?</h1>
        <p className={styles.lead}>
          {isLooking
            ? 'Looking for ports that listen on this machine and asking each for its start page…'
            : all.length === 0
              ? 'No port on this machine answers HTTP. Start your copies and look again, name one below, or begin with four demo backends.'
              : 'These answer HTTP on this machine. Choose the copies of one application and Routepin keeps every browser on one of them.'}
        </p>
        <PortTable
          groups={groups}
          typed={typed}
          chosen={urls}
          members={members.map(({ url }) => url)}
          isLooking={isLooking}
          onToggle={toggle}
          onAdd={(url) => {
            if (!all.some((candidate) => candidate.url === url)) {
              setTyped([...typed, { url, port: null }]);
            }
            setChosen(new Set([...urls, url]));
          }}
        />
        <ListenLine
          listen={address}
          onChange={setListen}
          holder={holder}
          usual={holderOf(scanned.ports ?? [], '127.0.0.1:8080')}
          freePort={scanned.freePort}
        />
        {(trouble ?? scanned.trouble) !== null && (
          <TroubleNote
            trouble={(trouble ?? scanned.trouble) as Trouble}
            freeListen={trouble?.code === 'listen-failed' ? `127.0.0.1:${scanned.freePort}` : null}
            onListen={(free) => {
              setListen(free);
              setTrouble(null);
              main.current?.focus();
            }}
          />
        )}
        <div className={styles.actions}>
          <Button
            ref={main}
            type="submit"
            variant={isBare ? 'default' : 'primary'}
            size="large"
            shortcut="Enter"
            disabled={!canBalance}
            icon={isStarting ? <LoaderCircle size={13} className={styles.spinner} /> : undefined}
          >
            {members.length === 0
              ? 'Choose ports to balance'
              : members.length === 1
                ? 'Balance this one'
                : `Balance these ${members.length}`}
          </Button>
          <Button
            size="large"
            variant={isBare ? 'primary' : 'default'}
            icon={<Play size={13} />}
            shortcut="d"
            disabled={isStarting}
            onClick={demo}
          >
            Start four demo backends
          </Button>
          <span className="grow" />
          <Button
            size="large"
            variant="ghost"
            icon={<RotateCw size={13} className={scanned.isScanning ? styles.spinner : undefined} />}
            shortcut="r"
            disabled={scanned.isScanning}
            onClick={() => void scan(store)}
          >
            {scanned.isScanning ? 'Looking…' : 'Look again'}
          </Button>
          <Button
            size="large"
            variant="ghost"
            icon={<FileInput size={13} />}
            title="Import a configuration"
            onClick={() => openImport(store)}
          >
            Import…
          </Button>
          {files && (
            <Button
              size="large"
              variant="ghost"
              icon={<FolderOpen size={13} />}
              shortcut={open.shortcut}
              onClick={open.perform}
            >
              Open project…
            </Button>
          )}
        </div>
        <RecentProjects />
        <ol className={styles.next}>
          <li>
            <span>1</span>
            <div>
              <b>Balance</b>
              <p>the listener opens, nothing is written to your files</p>
            </div>
          </li>
          <li>
            <span>2</span>
            <div>
              {embeddedTabs ? (
                <>
                  <b>Open two users</b> <Kbd>n</Kbd> <Kbd>n</Kbd>
                  <p>each with its own cookies and its own pin</p>
                </>
              ) : (
                <>
                  <b>Open two browsers</b>
                  <p>or a private window: other cookies, another pin</p>
                </>
              )}
            </div>
          </li>
          <li>
            <span>3</span>
            <div>
              <b>Break one</b> <Kbd>x</Kbd>
              <p>see who moves, who loses the session, and why</p>
            </div>
          </li>
        </ol>
      </form>
    </main>
  );
}

/** How long the longest command and answer are, in characters: the column is as wide as they ask for, where there is room. */
function columnWidths(groups: readonly CandidateGroup[]): CSSProperties {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
  return {
    '--command-characters': longest(commandsOf(groups)),
    '--answer-characters': longest(answersOf(groups)),
  } as CSSProperties;
}
