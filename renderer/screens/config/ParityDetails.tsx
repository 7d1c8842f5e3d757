import type { ParityAnswer, ParityRow } from '../../../core/contract/index.ts';
import styles from './ParityDetails.module.css';

interface ParityDetailsProps {
  readonly row: Extract<ParityRow, { kind: 'request' }>;
}

/** A row unfolded: the request, what differs, and how each side came to its answer. */
export function ParityDetails({ row }: ParityDetailsProps) {
  const { request, differences, because, apache, ours, why } = row;
  return (
    <div className={`${styles.details} selectable`}>
      <dl className={styles.facts}>
        <Fact name="Request" value={`${request.method} ${request.target}`} />
        <Fact name="Host" value={request.host} />
        <Fact name="Cookie" value={request.cookie ?? 'none'} />
        {request.backendDoes !== null && <Fact name="Member" value={request.backendDoes} />}
      </dl>
      {because !== null && <p>Not compared: {because}</p>}
      {differences.length > 0 && (
        <table className={styles.differences} aria-label="Differences">
          <thead>
            <tr>
              <th scope="col">Differs in</th>
              <th scope="col">Apache</th>
              <th scope="col">Routepin</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ what, apache, ours }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td className="mono">{apache}</td>
                <td className="mono">{ours}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className={styles.sides}>
        <Side title="Apache" answer={apache} why={why.apache} />
        <Side title="Routepin" answer={ours} why={why.ours} />
      </div>
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="mono">{value}</dd>
    </>
  );
}

interface SideProps {
  readonly title: string;
  readonly answer: ParityAnswer;
  readonly why: readonly string[];
}

function Side({ title, answer, why }: SideProps) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl className={styles.facts}>
        <Fact
          name="Status"
          value={answer.status === null ? 'closed without an answer' : String(answer.status)}
        />
        <Fact name="Member" value={answer.member ?? 'none'} />
        <Fact name="Route" value={`${answer.route ?? 'none'}${answer.routeChanged ? ', changed' : ''}`} />
        <Fact name="Set-Cookie" value={answer.setCookies.join('\n') || 'none'} />
        {answer.location !== null && <Fact name="Location" value={answer.location} />}
        {answer.backendSaw !== null && <Fact name="Member saw" value={answer.backendSaw} />}
      </dl>
      {why.length > 0 && (
        <ol className={styles.why}>
          {why.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a log may say the same twice; its place is its name
            <li key={index}>{step}</li>
          ))}
        </ol>
      )}
    </section>
  );
}
