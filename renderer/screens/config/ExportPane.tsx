import { CircleAlert, Download, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Pane, PaneHead } from '../../components/Pane.tsx';
import { identityOfMember, selectRouteOrder } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import type { RouteIdentity } from '../../theme/route-identity.ts';
import { ExportLine } from './ExportLine.tsx';
import styles from './ExportPane.module.css';
import { useConfigEdit } from './edit-context.ts';
import { relates } from './project-path.ts';
import { saveExport } from './save-export.ts';
import { useExport } from './use-export.ts';

/** Apache's configuration for the model: each line knows the setting that made it. */
export function ExportPane() {
  const store = useAppStore();
  const { project, lit, onLight } = useConfigEdit();
  const order = useApp(selectRouteOrder);
  const { rendered, lines, changes, trouble } = useExport();
  const code = useRef<HTMLDivElement>(null);

  const identities = useMemo(
    () =>
      new Map<string, RouteIdentity>(
        project.balancers.flatMap((balancer, index) =>
          balancer.members.map((member, place) => [
            `$.balancers[${index}].members[${place}]`,
            identityOfMember(order, { balancer: balancer.name, route: member.route ?? '', url: member.url }),
          ]),
        ),
      ),
    [project, order],
  );

  useEffect(() => {
    if (changes.size === 0) return;
    code.current?.querySelector('[data-changed]')?.scrollIntoView({ block: 'nearest' });
  }, [changes]);

  return (
    <Pane label="Apache export">
      <PaneHead>
        <h2>Apache 2.4</h2>
        <span className="mono muted ell">{rendered?.fileName}</span>
        <span className="grow" />
        {rendered !== null && (
          <>
            <CopyButton text={rendered.text} label="Copy the configuration" words="Copy" />
            <Button size="small" icon={<Download size={12} />} onClick={() => void saveExport(store)}>
              Save
            </Button>
          </>
        )}
      </PaneHead>
      {trouble !== null && (
        <div className={styles.notes}>
          <Note tone="err" icon={<CircleAlert size={14} />}>
            <b>The export could not be made: {trouble.message}.</b> {trouble.hint}
          </Note>
        </div>
      )}
      <div
        ref={code}
        className={`${styles.code} selectable`}
        role="region"
        aria-label="Configuration text"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onPointerLeave={() => onLight(null)}
      >
        {lines.map((line, index) => {
          const path = rendered?.linePaths[index] ?? null;
          const changed = changes.get(index);
          return (
            <ExportLine
              // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its name
              key={index}
              number={index + 1}
              line={line}
              identity={path === null ? null : (identities.get(path) ?? null)}
              isLit={relates(path, lit)}
              before={changed}
              onLight={() => onLight(path)}
            />
          );
        })}
      </div>
      {(rendered?.warnings.length ?? 0) > 0 && (
        <div className={styles.notes}>
          {rendered?.warnings.map((warning) => (
            <Note key={warning} tone="warn" icon={<TriangleAlert size={14} />}>
              {warning}
            </Note>
          ))}
        </div>
      )}
    </Pane>
  );
}
