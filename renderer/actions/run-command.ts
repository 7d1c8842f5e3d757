import type { CommandName, CommandParams, CommandResult } from '../../core/contract/index.ts';
import type { AppStore } from '../store/app-store.ts';
import type { Toast } from '../store/ui-state.ts';

/** Long enough to read two lines and reach for Undo. */
const TOAST_MS = 6000;
/** More at once would cover the list; the oldest goes. */
const TOASTS_AT_ONCE = 3;
let lastToastId = 0;

/** Shows a short word at the bottom of the window; errors stay until they are closed. */
export function showToast(store: AppStore, toast: Omit<Toast, 'id'>): void {
  lastToastId += 1;
  const id = lastToastId;
  store.setUi(({ toasts }) => ({ toasts: [...toasts, { ...toast, id }].slice(-TOASTS_AT_ONCE) }));
  if (toast.level !== 'error') setTimeout(() => closeToast(store, id), TOAST_MS);
}

/** Takes a toast away. */
export function closeToast(store: AppStore, id: number): void {
  store.setUi(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** What is said when a command succeeds; `undo` adds the button that takes it back. */
export interface Told {
  readonly done?: string;
  readonly undo?: boolean;
}

/** Runs a command for somebody: says when it failed and how to mend it, and, where asked, that it is done. */
export async function runCommand<Name extends CommandName>(
  store: AppStore,
  name: Name,
  params: CommandParams<Name>,
  told: Told = {},
): Promise<CommandResult<Name>> {
  const result = await store.api.execute(name, params);
  if (!result.ok) {
    if (result.error.code === 'cancelled') return result;
    const problem = result.error.problems?.[0];
    const detail = problem === undefined ? null : `${problem.path}: ${problem.message}. ${problem.hint}`;
    showToast(store, {
      level: 'error',
      text: result.error.message,
      hint: detail ?? result.error.hint ?? null,
      undo: false,
    });
  } else if (told.done !== undefined) {
    showToast(store, { level: 'ok', text: told.done, hint: null, undo: told.undo ?? false });
  }
  return result;
}
