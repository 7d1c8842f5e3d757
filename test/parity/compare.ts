import type { Answer, MemberCounts } from './scenario.ts';

/** Where two answers differ, in words; empty when they agree. Ports differ by nature and are put away first. */
export function differences(
  apache: Answer | undefined,
  ours: Answer | undefined,
  ports: { readonly apache: number; readonly ours: number },
): string[] {
  if (apache === undefined || ours === undefined) {
    return apache === ours ? [] : [`answer: apache ${said(apache)}, ours ${said(ours)}`];
  }
  const found: string[] = [];
  const compare = (what: string, left: string, right: string): void => {
    if (left !== right) found.push(`${what}: apache ${JSON.stringify(left)}, ours ${JSON.stringify(right)}`);
  };
  const neutral = (text: string, port: number): string => text.replaceAll(`:${port}`, ':PORT');
  compare('status', String(apache.status), String(ours.status));
  compare('interim answers', apache.interim.join(), ours.interim.join());
  compare('reason', apache.reason, ours.reason);
  compare(
    'fields',
    neutral(apache.fields.join('\n'), ports.apache),
    neutral(ours.fields.join('\n'), ports.ours),
  );
  compare('body', neutral(apache.body, ports.apache), neutral(ours.body, ports.ours));
  return found;
}

/** Where the counters differ. `busy` settles late on both sides and is left to the caller (APACHE.md §11.1). */
export function countDifferences(apache: readonly MemberCounts[], ours: readonly MemberCounts[]): string[] {
  const found: string[] = [];
  if (apache.length !== ours.length) found.push(`members: apache has ${apache.length}, ours ${ours.length}`);
  apache.forEach((left, index) => {
    const right = ours[index];
    if (right === undefined) return;
    for (const key of ['member', 'flags', 'lbstatus', 'elected'] as const) {
      if (left[key] !== right[key])
        found.push(`member ${index} ${key}: apache ${left[key]}, ours ${right[key]}`);
    }
  });
  return found;
}

function said(answer: Answer | undefined): string {
  return answer === undefined ? 'nothing (closed)' : `${answer.status} ${answer.reason}`;
}
