import { fieldsOf, type RawAnswer } from '../host/raw-request.ts';
import type { RequestStep } from './steps.ts';

/** What each client keeps of the cookies that Apache's answers set. Both sides are sent the same, so one jar is enough. */
export class CookieJars {
  readonly #jars = new Map<number, Map<string, string>>();

  /** The Cookie field of a step, with `{jar}` filled in; null for none. */
  cookieFor(step: RequestStep): string | null {
    if (step.cookie === null || !step.cookie.includes('{jar}')) return step.cookie;
    const jar = step.client === null ? undefined : this.#jars.get(step.client);
    const kept = [...(jar ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const cookie = step.cookie.replace('{jar}', () => kept);
    return cookie === '' ? null : cookie;
  }

  keep(step: RequestStep, answer: RawAnswer | null): void {
    if (step.client === null || answer === null) return;
    const jar = this.#jars.get(step.client) ?? new Map<string, string>();
    this.#jars.set(step.client, jar);
    for (const line of fieldsOf(answer.lines, 'set-cookie')) {
      const [pair = ''] = Buffer.from(line, 'latin1').toString().split(';');
      const equals = pair.indexOf('=');
      if (equals > 0) jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
  }
}
