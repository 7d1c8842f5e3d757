import type { RehearsalView } from '../../../core/contract/index.ts';
import { RouteChip } from '../../components/RouteChip.tsx';
import styles from './SampleTable.module.css';
import { tableRows } from './sample-rows.ts';
import { lettered, useLooks } from './use-members.ts';

/** The chart's numbers as a table: requests and sessions of each route, errors and what the script did. */
export function SampleTable({ view }: { readonly view: RehearsalView }) {
  const looks = useLooks(view.members);
  const rows = tableRows(view);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls is scrolled by keys
    <section className={styles.scroll} tabIndex={0} aria-label="Numbers over time">
      <p className="muted">By route: requests answered in that time / sessions at its end.</p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {view.members.map(({ url, route }, index) => (
              <th key={url} scope="col">
                {looks[index] !== undefined && <RouteChip identity={looks[index]} route={route} />}
              </th>
            ))}
            <th scope="col">Errors</th>
            <th scope="col" title="Sessions that lost what they held are among them">
              Moved in all
            </th>
            <th scope="col">Lost</th>
            <th scope="col" className={styles.marks}>
              Script
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ atMs, requests, users, errors, lost, moved, marks }) => (
            <tr key={atMs}>
              <th scope="row" className="mono">
                {atMs / 1000} s
              </th>
              {view.members.map(({ url }, index) => (
                <td key={url} className="mono" title="requests, sessions at the end">
                  {requests[index] ?? 0}
                  <span className="muted"> / {users[index] ?? 0}</span>
                </td>
              ))}
              <td className={`mono ${errors > 0 ? 'err' : 'muted'}`}>{errors}</td>
              <td className={`mono ${moved > 0 ? 'warn' : 'muted'}`}>{moved}</td>
              <td className={`mono ${lost > 0 ? 'err' : 'muted'}`}>{lost}</td>
              <td className={styles.marks}>
                {marks.map((mark) => lettered(mark, view.members, looks)).join('; ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
