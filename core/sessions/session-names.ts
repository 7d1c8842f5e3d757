const SESSION_NAME = /sess|sid|auth|cart|login|token|^__ac$|_zopeid/i;
/** Named like a session and changed at will. */
const NO_SESSION = /csrf|xsrf/i;

/** Whether a cookie is named like an application's session. */
export function isSessionName(name: string): boolean {
  return SESSION_NAME.test(name) && !NO_SESSION.test(name);
}

/** Whether a cookie is named like something that changes with every page. */
export function isNoSessionName(name: string): boolean {
  return NO_SESSION.test(name);
}
