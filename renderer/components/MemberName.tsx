import { splitMemberName } from '../format/member-name.ts';
import styles from './MemberName.module.css';

/** A member's host and port: where there is no room the host is cut, never the port. */
export function MemberName({ url }: { readonly url: string }) {
  const { host, port } = splitMemberName(url);
  return (
    <span className={`mono ${styles.name}`} title={url}>
      <span className="ell">{host}</span>
      <span className={styles.port}>{port}</span>
    </span>
  );
}
