import { useApp } from '../../store/store-context.tsx';
import { selectConfigScreen } from './config-state.ts';
import { countWords, troublesIn } from './findings.ts';
import styles from './LintCount.module.css';
import { useLintFeed } from './use-lint-feed.ts';

/** How many lints the project has, at the screen's entry in the rail. Being there always, it keeps them up to date. */
export function LintCount() {
  useLintFeed();
  const { findings } = useApp(selectConfigScreen);
  const troubles = troublesIn(findings);
  if (troubles.length === 0) return null;
  const isBad = troubles.some(({ severity }) => severity === 'error');
  return (
    <span className={styles.count} data-bad={isBad} title={countWords(troubles)}>
      <span aria-hidden="true">{troubles.length}</span>
      <span className="sr-only">, {countWords(troubles)}</span>
    </span>
  );
}
