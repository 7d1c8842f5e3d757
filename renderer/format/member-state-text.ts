import type { MemberState, MemberView } from '../../core/contract/index.ts';
import { ago, secondsUntil } from './times.ts';

/** A member's state in words. `short` is for one-line rows; red and amber only ever repeat what they say. */
export interface MemberStateText {
  readonly tone: 'ok' | 'warn' | 'err' | 'quiet';
  readonly text: string;
  /** The part that matters most, set bolder; '' for none. */
  readonly emphasis: string;
  readonly short: string;
}

/** A state as a word in the middle of a sentence; '' for a healthy one. */
export const STATE_WORDS: Readonly<Record<MemberState, string>> = {
  ok: '',
  draining: 'draining',
  disabled: 'disabled',
  stopped: 'stopped',
  standby: 'standby',
  spare: 'spare',
  error: 'in error',
  'health-failed': 'fails its health check',
  outage: 'simulated outage',
};

/** What a member is doing, in words, at `nowMs`. */
export function memberStateText(member: MemberView, nowMs: number): MemberStateText {
  switch (member.state) {
    case 'ok':
      return healthy(member, nowMs);
    case 'draining':
      return member.pins === 0
        ? { tone: 'warn', text: 'Draining, ', emphasis: 'none left', short: 'drained' }
        : {
            tone: 'warn',
            text: 'Draining, ',
            emphasis: `${member.pins} left`,
            short: `drain ${member.pins}`,
          };
    case 'disabled':
      return { tone: 'quiet', text: 'Disabled', emphasis: '', short: 'disabled' };
    case 'stopped':
      return { tone: 'quiet', text: 'Stopped', emphasis: '', short: 'stopped' };
    case 'standby':
      return { tone: 'quiet', text: 'Standby, the last resort', emphasis: '', short: 'standby' };
    case 'spare':
      return { tone: 'quiet', text: 'Spare, replaces one that fails', emphasis: '', short: 'spare' };
    case 'outage':
      return { tone: 'err', text: 'Simulated ', emphasis: 'outage', short: 'outage' };
    case 'health-failed':
      return { tone: 'err', text: 'Fails its health check', emphasis: '', short: 'unhealthy' };
    case 'error': {
      if (member.retryAtMs === null) return { tone: 'err', text: 'In error', emphasis: '', short: 'error' };
      const seconds = secondsUntil(member.retryAtMs, nowMs);
      return seconds === 0
        ? { tone: 'err', text: 'In error, ', emphasis: 'retried next', short: 'retry next' }
        : { tone: 'err', text: 'In error, ', emphasis: `retry in ${seconds} s`, short: `retry ${seconds} s` };
    }
  }
}

function healthy(member: MemberView, nowMs: number): MemberStateText {
  const check = member.healthCheck;
  if (check !== null) {
    return { tone: 'ok', text: `Healthy, checked ${ago(check.atMs, nowMs)}`, emphasis: '', short: 'healthy' };
  }
  return member.lastAnswerAtMs === null
    ? { tone: 'quiet', text: 'No request yet', emphasis: '', short: 'unused' }
    : { tone: 'ok', text: `Answered ${ago(member.lastAnswerAtMs, nowMs)}`, emphasis: '', short: 'answers' };
}
