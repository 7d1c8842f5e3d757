import type { Decision } from '../../../core/contract/index.ts';

/** The class of a status code: client errors amber, server errors red, everything else quiet. */
export function statusTone(status: number): '' | 'warn' | 'err' {
  return status >= 500 || status === 0 ? 'err' : status >= 400 ? 'warn' : '';
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
