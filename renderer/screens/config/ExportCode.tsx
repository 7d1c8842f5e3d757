import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Finding } from '../../../core/contract/index.ts';
import { MiddleText } from '../../components/MiddleText.tsx';
import { identityOfMember, selectRouteOrder } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import type { RouteIdentity } from '../../theme/route-identity.ts';
import { mendProject } from './apply-mend.ts';
import { askForSetting, selectConfigScreen } from './config-state.ts';
import styles from './ExportCode.module.css';
import { ExportLine } from './ExportLine.tsx';
import { useConfigEdit } from './edit-context.ts';
import { findingKey, findingsByLine, troublesIn } from './findings.ts';
import { LintNote } from './LintNote.tsx';
import { lineOfPath } from './line-of-path.ts';
import { relates } from './project-path.ts';
import { settingWords } from './setting-words.ts';
import type { ExportView } from './use-export.ts';

interface ExportCodeProps {
  readonly view: ExportView;
  /** What stands beside the hint below the text. */
  readonly about: ReactNode;
}

/** The text line by line, each knowing its setting; findings stand under the line that they are about. */
export function ExportCode({ view, about }: ExportCodeProps) {
  const { rendered, lines, changes } = view;
  const store = useAppStore();
  const { project, lit, onLight } = useConfigEdit();
  const { findings, asked } = useApp(selectConfigScreen);
  const identities = useMemberIdentities();
  const code = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<number | null>(null);
  const linePaths = useMemo(() => rendered?.linePaths ?? [], [rendered]);
  // Under the line that does it: remarks at the head of a file name settings, too.
  const byLine = useMemo(
    () =>
      findingsByLine(
        findings,
        linePaths.map((path, index) => (lines[index]?.trimStart().startsWith('#') === true ? null : path)),
      ),
    [findings, linePaths, lines],
  );
  const settings = useMemo(
    () => linePaths.map((path) => (path === null ? null : settingWords(project, path))),
    [linePaths, project],
  );
  const show = (line: number) =>
    code.current?.querySelector(`[data-line="${line + 1}"]`)?.scrollIntoView({ block: 'nearest' });

  useEffect(() => {
    if (changes.size === 0) return;
    code.current?.querySelector('[data-changed]')?.scrollIntoView({ block: 'nearest' });
  }, [changes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolled once for each ask, not with each text
  useEffect(() => {
    const line = asked === null ? null : lineOfPath(linePaths, asked.path);
    if (line !== null) show(line);
  }, [asked]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const last = lines.length - 1;
    const at = current ?? -1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, at + 1),
      ArrowUp: Math.max(0, at - 1),
      Home: 0,
      End: last,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      setCurrent(next);
      onLight(linePaths[next] ?? null);
      show(next);
    } else if (event.key === 'Enter') {
      const path = linePaths[at] ?? null;
      if (path !== null) askForSetting(store, path);
    } else return;
    event.preventDefault();
  };

  return (
    <>
      <div
        ref={code}
        className={`${styles.code} selectable`}
        role="region"
        aria-label="Configuration text"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerLeave={() => onLight(null)}
        onBlur={() => setCurrent(null)}
      >
        {lines.map((line, index) => {
          const path = linePaths[index] ?? null;
          const here = byLine.get(index) ?? [];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its name
            <div key={index} className={current === index ? styles.current : undefined}>
              <ExportLine
                number={index + 1}
                line={line}
                identity={path === null ? null : (identities.get(path) ?? null)}
                isLit={relates(path, lit)}
                before={changes.get(index)}
                setting={settings[index] ?? null}
                severity={here[0]?.severity}
                onLight={() => onLight(path)}
                onShow={() => {
                  // A drag that marks text for copying is no click.
                  if (path !== null && getSelection()?.isCollapsed !== false) askForSetting(store, path);
                }}
              />
              <InlineNotes findings={here} />
            </div>
          );
        })}
      </div>
      <div className={styles.caption}>
        <p className={styles.hint} aria-live="polite">
          {lit === null ? (
            <span className="muted ell">
              Point at a line or a field: each names the other. Enter leads to the field.
            </span>
          ) : (
            <>
              <span className="muted">{lineWords(linePaths, lit)}</span>
              <MiddleText text={settingWords(project, lit)} className="mono" />
            </>
          )}
        </p>
        {about}
      </div>
    </>
  );
}

function InlineNotes({ findings }: { readonly findings: readonly Finding[] }) {
  const store = useAppStore();
  return troublesIn(findings).map((finding) => (
    <div key={findingKey(finding)} className={styles.note}>
      <LintNote
        finding={finding}
        setting={null}
        onMend={() => finding.mend !== null && void mendProject(store, finding.mend)}
      />
    </div>
  ));
}

/** Letter and hue of each member by its JSON path. */
function useMemberIdentities(): ReadonlyMap<string, RouteIdentity> {
  const { project } = useConfigEdit();
  const order = useApp(selectRouteOrder);
  return useMemo(
    () =>
      new Map(
        project.balancers.flatMap((balancer, index) =>
          balancer.members.map((member, place) => [
            `$.balancers[${index}].members[${place}]`,
            identityOfMember(order, { balancer: balancer.name, route: member.route ?? '', url: member.url }),
          ]),
        ),
      ),
    [project, order],
  );
}

/** The lines that a setting has a part in: `Lines 7–11`, `Line 8`, or that there is none. */
function lineWords(linePaths: readonly (string | null)[], lit: string): string {
  const numbers = linePaths.flatMap((path, index) => (relates(path, lit) ? [index + 1] : []));
  const [first] = numbers;
  if (first === undefined) return 'No line of its own';
  return numbers.length === 1 ? `Line ${first}` : `Lines ${first}–${numbers.at(-1)}`;
}
