import type { Decision } from '../../../core/contract/index.ts';

/** The class of a status code: client errors amber, server errors red, what is neither nor a success quiet. */
export function statusTone(status: number): '' | 'muted' | 'warn' | 'err' {
  if (status >= 500 || status === 0) return 'err';
  if (status >= 400) return 'warn';
  return status >= 200 && status < 300 ? '' : 'muted';
}

/** The classes of a decision's word: what goes as usual is quiet, what needs a look is not. */
export function decisionTone(decision: Decision): string {
  switch (decision) {
    case 'new':
      return 'strong';
    case 'pinned':
      return 'muted';
    case 'redirected':
    case 'moved':
    case 'fallback':
    case 'unknown-route':
      return 'warn strong';
    case 'stuck':
    case 'refused':
      return 'err strong';
  }
}
