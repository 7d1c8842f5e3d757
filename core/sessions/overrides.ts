import type { Override, Session } from './session.ts';

/** What was decided by hand about a session at one balancer, or undefined. */
export function overrideAt(session: Session, balancer: string): Override | undefined {
  return session.overrides?.find((one) => one.balancer === balancer);
}

/** Decides by hand where a session's next request goes: `route`, or (null) wherever the lbmethod says. */
export function setOverride(session: Session, balancer: string, route: string | null, nowMs: number): void {
  clearOverride(session, balancer);
  session.overrides = [...(session.overrides ?? []), { balancer, route, atMs: nowMs }];
}

export function clearOverride(session: Session, balancer: string): void {
  const others = session.overrides?.filter((one) => one.balancer !== balancer) ?? [];
  session.overrides = others.length === 0 ? null : others;
}

/** What a request of the session is told by hand; an override ends when its client asks for that route itself. */
export function overrideFor(
  session: Session,
  balancer: string,
  sessionRoute: string | null,
): { readonly forcedRoute: string | null; readonly ignoresId?: boolean } | null {
  const override = overrideAt(session, balancer);
  if (override === undefined) return null;
  if (override.route !== null && override.route === sessionRoute) {
    clearOverride(session, balancer);
    return null;
  }
  return override.route === null ? { forcedRoute: null, ignoresId: true } : { forcedRoute: override.route };
}
