import * as z from 'zod';
import { parseStatus } from './member-status.ts';
import { parseBalancerUrl, parseListen, parseMemberUrl } from './member-url.ts';

// The page's CSP forbids `eval`, which zod's compiled parsers need (DESIGN.md §2).
z.config({ jitless: true });

/** Lengths that Apache's tables set (APACHE.md §9.2, §9.4), in bytes. */
const LIMITS = {
  route: 63,
  balancer: 95 - 'balancer://'.length,
  memberUrl: 383,
  nameBytes: 255,
  hcuri: 63,
  /** The path of a ProxyPass to a balancer: `vpath` in mod_proxy.h. Plain targets have no such bound. */
  balancerPath: 63,
} as const;

/** How many bytes a text has in UTF-8, which is how Apache counts. */
export const bytesOf = (text: string): number => {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

/** Text without control characters: a newline in a value would become a directive of its own in an export. */
const text = (what: string, maxBytes: number = LIMITS.nameBytes) =>
  z
    .string()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
    .refine((value) => !/[\u0000-\u001f\u007f]/.test(value), {
      message: `${what} holds a control character`,
      params: { hint: 'Remove line breaks, tabs and other control characters.' },
    })
    .refine((value) => bytesOf(value) <= maxBytes, {
      message: `${what} is longer than ${maxBytes} bytes`,
      params: { hint: `Apache takes at most ${maxBytes} bytes here.` },
    });

const word = (what: string, maxBytes?: number) =>
  text(what, maxBytes).refine((value) => value !== '', {
    message: `${what} is empty`,
    params: { hint: 'Give it a value, or leave the key out.' },
  });

const whole = (what: string, min: number, max?: number) =>
  z
    .int({ error: () => ({ message: `${what} must be a whole number` }) })
    .min(min, { error: `${what} must be ${min} or more` })
    .max(max ?? Number.MAX_SAFE_INTEGER, { error: `${what} must be ${max} or less` });

/** Seconds with a fraction: Apache takes milliseconds here and the export writes them with an `ms` suffix. */
const fractional = (what: string) =>
  z
    .number({ error: () => ({ message: `${what} must be a number of seconds` }) })
    .refine((value) => value === 0 || value >= 0.001, {
      message: `${what} must be at least one millisecond`,
      params: { hint: 'Write seconds, such as 0.5; or leave the key out.' },
    });

export const LB_METHODS = ['byrequests', 'bytraffic', 'bybusyness'] as const;
export const HC_METHODS = ['None', 'TCP', 'OPTIONS', 'HEAD', 'GET', 'OPTIONS11', 'HEAD11', 'GET11'] as const;

const memberUrl = word('the member URL', LIMITS.memberUrl).refine(
  (url) => parseMemberUrl(url) !== undefined,
  {
    message: 'not a member URL',
    params: { hint: 'Write scheme://host:port, such as "http://127.0.0.1:13001"; http, https, ws or wss.' },
  },
);

export const memberSchema = z.strictObject({
  url: memberUrl,
  route: text('route', LIMITS.route).optional(),
  loadfactor: z
    .number({ error: () => ({ message: 'loadfactor must be a number between 1 and 100' }) })
    .refine((value) => value >= 1 && value <= 100, {
      message: 'loadfactor must be a number between 1 and 100',
      params: { hint: 'Shares are relative: 1 and 3 send a quarter and three quarters.' },
    })
    .optional(),
  lbset: whole('lbset', 0, 99).optional(),
  status: text('status')
    .refine((value) => parseStatus(value) !== undefined, {
      message: 'status holds an unknown letter',
      params: {
        hint: 'Letters are D S I H R E N C, each set with + or cleared with -, such as "+N" or "+D-H".',
      },
    })
    .optional(),
  redirect: text('redirect', LIMITS.route).optional(),
  retry: whole('retry', 0).optional(),
  timeout: whole('timeout', 0).optional(),
  connectiontimeout: fractional('connectiontimeout').optional(),
  ping: fractional('ping').optional(),
  max: whole('max', 0).optional(),
  acquire: fractional('acquire').optional(),
  disablereuse: z.boolean().optional(),
  upgrade: word('upgrade', 15).optional(),
  responsefieldsize: whole('responsefieldsize', 0).optional(),
  hcmethod: z.enum(HC_METHODS).optional(),
  hcuri: word('hcuri', LIMITS.hcuri).optional(),
  hcinterval: z
    .number({ error: () => ({ message: 'hcinterval must be a number of seconds' }) })
    .refine((value) => value >= 0.1, {
      message: 'hcinterval must be 0.1 seconds or more',
      params: { hint: "Apache's health checks run at most ten times a second." },
    })
    .optional(),
  hcpasses: whole('hcpasses', 0).optional(),
  hcfails: whole('hcfails', 0).optional(),
});

export const routeCookieSchema = z.strictObject({
  // A cookie name is a token (RFC 6265 §4.1.1); anything else never comes back from a browser.
  name: word('the cookie name').refine((value) => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(value), {
    message: 'not a cookie name',
    params: { hint: 'Use letters, digits and -_. as in ROUTEID.' },
  }),
  value: text('the cookie value')
    .refine((value) => !/[;,\s"\\]/.test(value), {
      message: 'the cookie value holds a character that ends a cookie',
      params: { hint: 'Blanks, quotes, commas, semicolons and backslashes cannot stand in a cookie value.' },
    })
    .refine((value) => isHeaderFormat(value), {
      message: 'the cookie value holds a % that mod_headers does not know',
      params: { hint: 'Write %{BALANCER_WORKER_ROUTE}e for the route and %% for a percent sign.' },
    })
    .optional(),
  path: text('path')
    .refine((value) => /^\/[^;,\s"\\%]*$/.test(value), {
      message: 'not a cookie path',
      params: { hint: 'Start with "/", such as "/" or "/shop".' },
    })
    .optional(),
  domain: word('domain')
    .refine((value) => /^[.0-9A-Za-z-]+$/.test(value), {
      message: 'not a cookie domain',
      params: { hint: 'Write a host name, such as "shop.localhost".' },
    })
    .optional(),
  secure: z.boolean().optional(),
  httpOnly: z.boolean().optional(),
  sameSite: z.enum(['Strict', 'Lax', 'None']).optional(),
  maxAge: whole('maxAge', 0).optional(),
});

/** Whether mod_headers accepts the text as a format of the shapes we render: `%%` and `%{NAME}e` (APACHE.md §7.5). */
function isHeaderFormat(value: string): boolean {
  return /^(?:[^%]|%%|%\{[A-Z_]+\}e)*$/.test(value);
}

export const balancerSchema = z.strictObject({
  name: word('the balancer name', LIMITS.balancer).refine((value) => /^[^/\s?#"'\\]+$/.test(value), {
    message: 'not a balancer name',
    params: { hint: 'One word of letters, digits, - and _, such as "lb"; it becomes balancer://lb.' },
  }),
  lbmethod: z.enum(LB_METHODS).optional(),
  stickysession: text('stickysession').optional(),
  stickysessionsep: text('stickysessionsep')
    .refine((value) => /^off$/i.test(value) || [...value].length === 1, {
      message: 'stickysessionsep must be one character or Off',
      params: {
        hint: 'The usual separator is ".", as in ROUTEID=.1; "Off" takes the whole value as the route.',
      },
    })
    .optional(),
  scolonpathdelim: z.boolean().optional(),
  nofailover: z.boolean().optional(),
  forcerecovery: z.boolean().optional(),
  failontimeout: z.boolean().optional(),
  maxattempts: whole('maxattempts', 0).optional(),
  timeout: whole('timeout', 0).optional(),
  failonstatus: z.array(whole('a status of failonstatus', 100, 599)).optional(),
  members: z.array(memberSchema),
  routeCookie: routeCookieSchema.nullable().optional(),
});

const proxyPassLine = z.strictObject({
  path: text('path').refine((value) => value.startsWith('/'), {
    message: 'a proxyPass path starts with "/"',
    params: { hint: 'Write "/" for everything, or a prefix such as "/app".' },
  }),
  url: word('the target', 1024).refine(
    (value) => value === '!' || parseBalancerUrl(value) !== undefined || parseMemberUrl(value) !== undefined,
    {
      message: 'not a target',
      params: {
        hint: 'Write "balancer://lb/", a URL such as "http://127.0.0.1:9000/", or "!" to exclude the path.',
      },
    },
  ),
});

export const proxyPassSchema = proxyPassLine.refine(
  ({ path, url }) => parseBalancerUrl(url) === undefined || bytesOf(path) <= LIMITS.balancerPath,
  {
    path: ['path'],
    message: `the path of a balancer is longer than ${LIMITS.balancerPath} bytes`,
    params: { hint: 'Apache refuses it at start; map a shorter prefix of it.' },
  },
);

export const siteSchema = z.strictObject({
  name: word('the site name'),
  listen: word('listen').refine((value) => parseListen(value) !== undefined, {
    message: 'not a listen address',
    params: { hint: 'Write host:port, such as "127.0.0.1:8080" or "[::1]:8080".' },
  }),
  serverName: word('serverName')
    .refine((value) => /^[^\s/"'\\:]+(:\d+)?$/.test(value), {
      message: 'not a server name',
      params: { hint: 'Write a host name, such as "shop.localhost".' },
    })
    .optional(),
  serverAlias: z.array(word('a server alias')).optional(),
  tls: z.boolean().optional(),
  preserveHost: z.boolean().optional(),
  proxyPass: z.array(proxyPassSchema),
  proxyPassReverse: z.boolean().optional(),
});

export const processSchema = z.strictObject({
  command: word('the command', 4096),
  ports: text('ports').refine((value) => /^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/.test(value), {
    message: 'not a list of ports',
    params: { hint: 'Write "13001", "13001-13004" or "13001,13003".' },
  }),
  portEnv: word('portEnv')
    .refine((value) => /^[A-Za-z_]\w*$/.test(value), {
      message: 'not a variable name',
      params: { hint: 'Write the environment variable that names the port, such as "PORT".' },
    })
    .optional(),
  cwd: word('cwd', 4096).optional(),
});

/** Names that must differ, with what tells two of them apart. */
const unique = <Item>(items: readonly Item[], keyOf: (item: Item) => string): number[] => {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
};

/** The project file of DESIGN.md §3, as written: absent keys mean Apache's defaults. */
export const projectSchema = z
  .strictObject({
    version: z.literal(1, { error: 'version must be 1' }),
    name: word('the project name'),
    balancers: z.array(balancerSchema),
    sites: z.array(siteSchema),
    processes: z.array(processSchema).optional(),
  })
  .superRefine((project, context) => {
    for (const index of unique(project.balancers, (balancer) => balancer.name.toLowerCase())) {
      context.addIssue({
        code: 'custom',
        path: ['balancers', index, 'name'],
        message: `another balancer is called "${project.balancers[index]?.name}" already`,
        params: {
          hint: 'Apache compares balancer names without regard to case; give this one a name of its own.',
        },
      });
    }
    for (const index of unique(project.sites, (site) => site.name)) {
      context.addIssue({
        code: 'custom',
        path: ['sites', index, 'name'],
        message: `another site is called "${project.sites[index]?.name}" already`,
        params: { hint: 'Events and pins name their site; give this one a name of its own.' },
      });
    }
    project.sites.forEach((site, index) => {
      const first = project.sites.find((other) => other.listen === site.listen);
      if (first === undefined || (first.tls ?? false) === (site.tls ?? false)) return;
      context.addIssue({
        code: 'custom',
        path: ['sites', index, 'tls'],
        message: `site "${first.name}" shares ${site.listen} and differs in tls`,
        params: {
          hint: 'One port speaks either TLS or plain HTTP: set both alike, or listen on another port.',
        },
      });
    });
  });
