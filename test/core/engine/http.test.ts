import { afterEach, describe, expect, it } from 'vitest';
import { type Script, ScriptedMember } from '../../support/scripted-member.ts';
import { projectOf, TestEngine } from '../../support/test-engine.ts';

const GET = 'GET / HTTP/1.1\r\nHost: site.test\r\n\r\n';
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function member(script: Script): Promise<ScriptedMember> {
  const started = await new ScriptedMember(script).start();
  closers.push(() => started.stop());
  return started;
}

async function engine(project: unknown): Promise<TestEngine> {
  const started = await new TestEngine().run(project);
  closers.push(() => started.stop());
  return started;
}

describe('a request', () => {
  it('is answered by a member, with the route cookie', async () => {
    const a = await member((turn) => turn.answer('200 Fine', 'hello', ['X-A: 1']));
    const proxy = await engine(projectOf([a]));
    const client = await proxy.client();
    const answer = await client.ask(GET);
    expect(answer.statusLine).toBe('HTTP/1.1 200 Fine');
    expect(answer.body.toString()).toBe('hello');
    expect(answer.all('set-cookie')).toEqual(['ROUTEID=.a; path=/']);
    expect(a.seen[0]?.head).toContain('X-Forwarded-Host: site.test\r\n');
    const again = await client.ask('GET /2 HTTP/1.1\r\nHost: site.test\r\nCookie: ROUTEID=.a\r\n\r\n');
    expect(again.all('set-cookie')).toEqual([]);
    expect(a.connections).toBe(1);
    expect(proxy.busy()).toEqual([0]);
    expect(proxy.finished.map((row) => row.decision)).toEqual(['new', 'pinned']);
  });
});
