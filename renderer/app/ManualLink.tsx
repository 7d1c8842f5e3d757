import type { MouseEvent } from 'react';
import { useAppStore } from '../store/store-context.tsx';
import styles from './ManualLink.module.css';

interface ManualLinkProps {
  /** A directive or parameter as Apache writes it. */
  readonly directive: string;
}

const MANUAL = 'https://httpd.apache.org/docs/2.4/mod/';

/** A directive with a link to its place in Apache's manual, opened in the person's own browser. */
export function ManualLink({ directive }: ManualLinkProps) {
  const store = useAppStore();
  const url = manualUrl(directive);
  const onClick = (event: MouseEvent) => {
    if (store.getState().live.capabilities.shell !== 'desktop') return;
    event.preventDefault();
    void store.api.execute('link.open', { url });
  };
  return (
    <a
      className={styles.link}
      href={url}
      target="_blank"
      rel="noreferrer"
      title={`${directive} in Apache’s manual`}
      onClick={onClick}
    >
      {directive}
    </a>
  );
}

function manualUrl(directive: string): string {
  if (/^header/i.test(directive)) return `${MANUAL}mod_headers.html#header`;
  if (/^lbmethod|^by(requests|traffic|busyness)/i.test(directive)) return `${MANUAL}mod_proxy_balancer.html`;
  if (/^proxypass/i.test(directive)) return `${MANUAL}mod_proxy.html#proxypass`;
  return `${MANUAL}mod_proxy.html#balancermember`;
}
