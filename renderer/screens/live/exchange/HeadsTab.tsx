import type { KeptBody, MessageHead } from '../../../../core/contract/index.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { Tag } from '../../../components/Tag.tsx';
import { bytes } from '../../../format/numbers.ts';
import styles from './HeadsTab.module.css';
import { compareHead, type HeadLine } from './head-diff.ts';
import { textOfBody } from './kept-body.ts';

interface Side {
  readonly title: string;
  readonly head: MessageHead | null;
}

interface HeadsTabProps {
  readonly what: 'request' | 'answer';
  readonly first: Side;
  readonly second: Side;
  readonly bodyBytes: number;
  /** Its beginning, where bodies are recorded. */
  readonly body: KeptBody | null;
}

/** A message's head on both sides of the proxy; what differs is marked. */
export function HeadsTab({ what, first, second, bodyBytes, body }: HeadsTabProps) {
  return (
    <div>
      <HeadSection side={first} other={second.head} mark="not passed on" otherSide="→" what={what} />
      <HeadSection side={second} other={first.head} mark="added" otherSide="←" what={what} />
      {body === null ? (
        <p className={styles.body}>
          {bodyBytes === 0 ? 'No body.' : `Body: ${bytes(bodyBytes)}, passed on as it came and not kept.`}
        </p>
      ) : (
        <BodySection body={body} isCoded={isCoded(first.head)} bodyBytes={bodyBytes} what={what} />
      )}
    </div>
  );
}

interface BodySectionProps {
  readonly body: KeptBody;
  /** Its content coding (gzip, say) is still on. */
  readonly isCoded: boolean;
  readonly bodyBytes: number;
  readonly what: HeadsTabProps['what'];
}

function BodySection({ body, isCoded, bodyBytes, what }: BodySectionProps) {
  const text = isCoded ? null : textOfBody(body);
  const size = `Body: ${bytes(bodyBytes)}${body.isTruncated ? ', of which the beginning was kept' : ''}`;
  if (text === null) return <p className={styles.body}>{`${size}. It is not text, or compressed.`}</p>;
  return (
    <section className={styles.section}>
      <header className={styles.header}>
        <h3>{size}</h3>
        <CopyButton text={text} label={`Copy the body of the ${what}`} />
      </header>
      <div className={`${styles.head} mono selectable`}>
        <div className={styles.content}>{text}</div>
      </div>
    </section>
  );
}

function isCoded(head: MessageHead | null): boolean {
  return head?.fields.some(([name]) => name.toLowerCase() === 'content-encoding') === true;
}

interface HeadSectionProps {
  readonly side: Side;
  readonly other: MessageHead | null;
  /** What a line means that the other side has not. */
  readonly mark: string;
  /** What stands before the other side's value of a changed line. */
  readonly otherSide: string;
  readonly what: HeadsTabProps['what'];
}

function HeadSection({ side, other, mark, otherSide, what }: HeadSectionProps) {
  const { head, title } = side;
  return (
    <section className={styles.section}>
      <header className={styles.header}>
        <h3>{title}</h3>
        {head !== null && (
          <CopyButton text={asText(head)} label={`Copy the ${what}: ${title.toLowerCase()}`} />
        )}
      </header>
      {head === null ? (
        <p className="muted">There was none: no member was reached, or it did not answer.</p>
      ) : (
        <div className={`${styles.head} mono selectable`}>
          <div className={styles.start}>{head.startLine}</div>
          {compareHead(head, other).map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a field may stand twice; its place is its name
            <Line key={index} line={line} mark={mark} otherSide={otherSide} />
          ))}
        </div>
      )}
    </section>
  );
}

function Line(props: { readonly line: HeadLine; readonly mark: string; readonly otherSide: string }) {
  const { line, mark, otherSide } = props;
  return (
    <div className={styles.line} data-fate={line.fate}>
      <span className={styles.text}>
        <span className={styles.name}>{line.name}:</span> {line.value}
        {line.other !== null && (
          <span className={styles.other}>
            {' '}
            {otherSide} {line.other}
          </span>
        )}
      </span>
      {line.fate !== 'kept' && <Tag>{line.fate === 'changed' ? 'changed' : mark}</Tag>}
    </div>
  );
}

function asText(head: MessageHead): string {
  return [head.startLine, ...head.fields.map(([name, value]) => `${name}: ${value}`), ''].join('\n');
}
