import { afterEach } from 'vitest';
import type { EngineOptions } from '../../core/engine/index.ts';
import { type MemberOptions, type Script, ScriptedMember } from './scripted-member.ts';
import { TestEngine } from './test-engine.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Has something closed after the test. */
export function closeAfterTest(close: () => Promise<void>): void {
  closers.push(close);
}

/** A scripted member that lives as long as the test. */
export async function startMember(script: Script, options?: MemberOptions): Promise<ScriptedMember> {
  const started = await new ScriptedMember(script, options).start();
  closeAfterTest(() => started.stop());
  return started;
}

/** A member that answers with its name. */
export function namedMember(name: string, options?: MemberOptions): Promise<ScriptedMember> {
  return startMember((turn) => turn.answer('200 OK', name), options);
}

/** A port on which nobody listens: it was free a moment ago. */
export async function closedPort(): Promise<ScriptedMember> {
  const closed = await new ScriptedMember(() => undefined).start();
  await closed.stop();
  return closed;
}

/** An engine with this project that lives as long as the test. */
export async function startEngine(project: unknown, options?: Partial<EngineOptions>): Promise<TestEngine> {
  const started = new TestEngine(options);
  closeAfterTest(() => started.stop());
  return started.run(project);
}

/** A request's text; `Host: site.test` unless given. */
export function request(start: string, fields: readonly string[] = [], body = ''): string {
  const host = fields.some((field) => /^host:/i.test(field)) ? [] : ['Host: site.test'];
  return `${[`${start} HTTP/1.1`, ...host, ...fields].join('\r\n')}\r\n\r\n${body}`;
}

export const GET = request('GET /');
