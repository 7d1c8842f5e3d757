import { Check, CircleSlash, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  COMPARED_FORMATS,
  type ComparedFormat,
  type ComparisonCell,
  type ComparisonRow,
  type TargetComparison,
} from '../../../core/contract/index.ts';
import { Segmented } from '../../components/Segmented.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import styles from './CompareTool.module.css';
import { askForSetting, setConfigScreen } from './config-state.ts';

const NAMES: Readonly<Record<ComparedFormat, string>> = {
  apache: 'Apache 2.4',
  haproxy: 'HAProxy',
  nginx: 'nginx 1.29.6+',
  'nginx-map': 'nginx, with maps',
  caddy: 'Caddy',
  traefik: 'Traefik',
};

/** One project beside every server that it can be exported to: a row for each behaviour, with its own values. */
export function CompareTool() {
  const store = useAppStore();
  const project = useApp((state) => state.config.project);
  const [comparison, setComparison] = useState<TargetComparison | null>(null);
  const [chosen, setChosen] = useState(0);
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the project is what has changed
  useEffect(() => {
    let isCurrent = true;
    void store.api.execute('targets.compare', {}).then((result) => {
      if (isCurrent && result.ok) setComparison(result.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [project, store]);
  if (comparison === null) return null;
  const balancer = comparison.balancers[chosen] ?? comparison.balancers[0];
  if (balancer === undefined)
    return <p className={styles.empty}>Add a member: there is nothing to compare yet.</p>;
  return (
    <div className={styles.tool}>
      <div className={styles.head}>
        {comparison.balancers.length > 1 && (
          <Segmented
            label="Balancer"
            value={balancer.name}
            options={comparison.balancers.map(({ name }) => ({ value: name, label: name }))}
            onChange={(name) => setChosen(comparison.balancers.findIndex((one) => one.name === name))}
          />
        )}
        <span className={styles.only}>
          <Switch
            label="Only rows in which a server differs"
            checked={onlyDifferent}
            onChange={setOnlyDifferent}
          />
          <span aria-hidden="true">Only rows in which a server differs</span>
        </span>
        <span className="muted">
          A dot: our tests have seen this beside the real server. The rest: as its manual or source has it.
        </span>
      </div>
      <div className="focus-frame">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={styles.scroll} aria-label="Comparison" tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">What happens</th>
                {COMPARED_FORMATS.map((format) => (
                  <th key={format} scope="col">
                    <button
                      type="button"
                      onClick={() => setConfigScreen(store, { format })}
                      // Of what lies half beyond the edge Chromium finds that enough is seen, when Tab reaches it.
                      onFocus={({ target }) => target.scrollIntoView({ block: 'nearest', inline: 'nearest' })}
                      title={`Show the ${NAMES[format]} export`}
                    >
                      {NAMES[format]}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {balancer.rows
                .filter((row) => !onlyDifferent || differingIn(row).length > 0)
                .map((row) => (
                  <Row
                    key={row.id}
                    row={row}
                    onShow={row.path === null ? null : () => askForSetting(store, row.path ?? '$')}
                  />
                ))}
            </tbody>
          </table>
        </section>
        <div className="focus-ring" />
      </div>
    </div>
  );
}

/** The servers that do something else with this project than Apache. */
function differingIn({ cells }: ComparisonRow): readonly ComparedFormat[] {
  return COMPARED_FORMATS.filter((format) => cells[format].verdict !== 'same');
}

function Row({ row, onShow }: { readonly row: ComparisonRow; readonly onShow: (() => void) | null }) {
  const differing = differingIn(row);
  return (
    <tr data-differs={differing.length > 0}>
      <th scope="row">
        {onShow === null ? (
          row.behaviour
        ) : (
          <button type="button" onClick={onShow} title="Show the setting">
            {row.behaviour}
          </button>
        )}
        <span className={styles.differing}>
          {differing.length === 0
            ? 'The same everywhere'
            : `Not as in Apache: ${differing.map((format) => NAMES[format]).join('; ')}`}
        </span>
      </th>
      {COMPARED_FORMATS.map((format) => (
        <Cell key={format} cell={row.cells[format]} isFirst={format === 'apache'} />
      ))}
    </tr>
  );
}

const VERDICTS = {
  same: { icon: <Check size={12} />, words: 'Same' },
  differs: { icon: <TriangleAlert size={12} />, words: 'Differs' },
  missing: { icon: <CircleSlash size={12} />, words: 'Missing' },
} as const;

function Cell({ cell, isFirst }: { readonly cell: ComparisonCell; readonly isFirst: boolean }) {
  const { icon, words } = VERDICTS[cell.verdict];
  return (
    <td data-verdict={isFirst ? 'apache' : cell.verdict}>
      <span className={styles.verdict}>
        {!isFirst && (
          <>
            <span aria-hidden="true">{icon}</span> {words}
          </>
        )}
        {cell.proof === 'run' && !isFirst && (
          <span
            className={styles.run}
            role="img"
            aria-label="seen by our tests"
            title="Seen beside the real server by our tests"
          />
        )}
      </span>
      {cell.words}
    </td>
  );
}
