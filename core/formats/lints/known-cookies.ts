/** Session cookies of frameworks, by name: what a route cookie of the same name would overwrite. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  JSESSIONID: 'Java servlet containers',
  PHPSESSID: 'PHP',
  'connect.sid': 'Express',
  'koa.sess': 'Koa',
  sessionid: 'Django',
  session: 'Flask and others',
  csrftoken: 'Django',
  laravel_session: 'Laravel',
  'ASP.NET_SessionId': 'ASP.NET',
  '.AspNetCore.Session': 'ASP.NET Core',
  _ZopeId: 'Zope',
  __ac: 'Plone',
  _session_id: 'Rails',
  'rack.session': 'Rack',
  CFID: 'ColdFusion',
  CFTOKEN: 'ColdFusion',
  io: 'Socket.IO',
};

/** Whose session cookie goes by this name, or undefined. */
export function frameworkOf(cookieName: string): string | undefined {
  return Object.hasOwn(FRAMEWORKS, cookieName) ? FRAMEWORKS[cookieName] : undefined;
}

/** Names whose applications can append a route to their ids (jvmRoute, workerName): `JSESSIONID=….1`. */
export function appendsRoutes(cookieName: string): boolean {
  return /^JSESSIONID(SSO)?$/i.test(cookieName);
}
