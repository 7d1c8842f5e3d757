import { describe, expect, test } from 'vitest';
import {
  type CoreCommandName,
  coreCommands,
  dispatchCommand,
  type Handlers,
  parseStatus,
  succeed,
  withStatusFlag,
} from '../../../core/contract/index.ts';

/** Handlers that only say which command they got. */
function handlers(get: (params: unknown) => unknown): Handlers<CoreCommandName> {
  return new Proxy({} as Handlers<CoreCommandName>, { get: () => get });
}

describe('dispatchCommand', () => {
  test('a command that there is not, shell commands and inherited names included', async () => {
    for (const name of ['nothing.here', 'project.save', 'toString', '__proto__']) {
      const done = await dispatchCommand(
        coreCommands(),
        handlers(() => succeed(1)),
        name,
        {},
      );
      expect(done).toMatchObject({ ok: false, error: { code: 'unknown-command' } });
    }
  });

  test('bad parameters are told one by one, and no handler runs', async () => {
    const done = await dispatchCommand(
      coreCommands(),
      handlers(() => {
        throw new Error('ran');
      }),
      'member.set-flag',
      { balancer: 1, member: 'http://a:1', flag: 'X', on: true, extra: 1 },
    );
    expect(done.ok).toBe(false);
    if (done.ok) return;
    expect(done.error.code).toBe('bad-params');
    expect(done.error.problems?.map(({ path }) => path).sort()).toEqual(['$.balancer', '$.extra', '$.flag']);
  });

  test('a handler that throws becomes a result', async () => {
    const done = await dispatchCommand(
      coreCommands(),
      handlers(() => Promise.reject(new Error('boom'))),
      'snapshot.get',
      undefined,
    );
    expect(done).toEqual({ ok: false, error: { code: 'internal', message: 'boom' } });
  });

  test('no parameters stand for none', async () => {
    expect(
      await dispatchCommand(
        coreCommands(),
        handlers((params) => succeed(params)),
        'snapshot.get',
        null,
      ),
    ).toEqual(succeed({}));
  });
});

describe('member status', () => {
  test.each<[text: string, letters: string | undefined]>([
    ['', ''],
    ['+D', 'D'],
    ['nd', 'DN'],
    ['+D-H', 'D'],
    ['+DN-D', 'N'],
    ['+D+', 'D'],
    ['UGOF', ''],
    ['+Z', undefined],
  ])('APACHE §2.1 %s', (text, letters) => {
    expect(parseStatus(text)).toBe(letters);
  });

  test('a flag set and cleared leaves nothing behind', () => {
    expect(withStatusFlag(undefined, 'N', true)).toBe('+N');
    expect(withStatusFlag('+N', 'D', true)).toBe('+DN');
    expect(withStatusFlag('+DN', 'D', false)).toBe('+N');
    expect(withStatusFlag('+N', 'N', false)).toBeUndefined();
    expect(withStatusFlag(undefined, 'N', false)).toBeUndefined();
  });
});
