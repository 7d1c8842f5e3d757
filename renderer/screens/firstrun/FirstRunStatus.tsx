import { LockKeyhole, Radio } from 'lucide-react';
import { useNow } from '../../components/use-now.ts';
import { count, plural } from '../../format/numbers.ts';
import { ago } from '../../format/times.ts';
import { useApp } from '../../store/store-context.tsx';
import { selectScan } from './scan-state.ts';

/** What the scan found, and when. */
export function FirstRunStatus() {
  const scanned = useApp(selectScan);
  const nowMs = useNow(1000);
  const others = scanned.ports?.filter(({ ours }) => !ours) ?? [];
  const answering = others.filter(({ answer }) => answer !== null).length;
  return (
    <>
      <span className="row">
        <Radio size={12} aria-hidden="true" />
        {scanned.ports === null
          ? 'Looking at the ports of this machine'
          : portWords(answering, others.length - answering)}
      </span>
      {scanned.ports !== null && (
        <span>{scanned.isScanning ? 'looking again…' : `scanned ${ago(scanned.atMs, nowMs)}`}</span>
      )}
      <span className="grow" />
      <span className="row">
        <LockKeyhole size={12} aria-hidden="true" />
        Loopback only
      </span>
    </>
  );
}

function portWords(answering: number, silent: number): string {
  const words =
    answering === 0
      ? 'No port answers HTTP'
      : `${plural(answering, 'port')} ${answering === 1 ? 'answers' : 'answer'} HTTP`;
  if (silent === 0) return words;
  return `${words}, ${count(silent)} ${answering === 0 ? '' : 'more '}${silent === 1 ? 'listens and does not' : 'listen and do not'}`;
}
