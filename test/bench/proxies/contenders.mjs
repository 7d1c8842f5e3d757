// Who takes part, and how each is started with the sticky recipe on a port of its own.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ourProgram } from './our-program.mjs';
import { startOn } from './programs.mjs';

const NODE_PROXIES = join(dirname(fileURLToPath(import.meta.url)), 'node-proxies.mjs');

/** `start({ folder, core, port, members, nodeArgs })` gives a program; `program` is what has to be installed. */
export const contenders = [
  { name: 'routepin', start: (place) => startRoutepin(place, 'recording') },
  { name: 'routepin-unrecorded', start: (place) => startRoutepin(place, 'silent'), isVariant: true },
  { name: 'routepin-undiagnosed', start: (place) => startRoutepin(place, 'undiagnosed'), isVariant: true },
  { name: 'http-proxy', start: (place) => startNodeProxy(place, 'http-proxy') },
  { name: 'http-proxy-3', start: (place) => startNodeProxy(place, 'http-proxy-3') },
  { name: 'undici', start: (place) => startNodeProxy(place, 'undici'), lacks: ['ws'] },
  { name: 'apache', start: startApache, program: '/usr/sbin/apache2' },
  { name: 'haproxy', start: startHaproxy, program: '/usr/sbin/haproxy' },
  { name: 'nginx', start: startNginx, program: '/usr/sbin/nginx' },
];

export function isInstalled({ program }) {
  return program === undefined || existsSync(program);
}

function startNodeProxy({ core, port, members }, kind) {
  return startOn(core, process.execPath, [NODE_PROXIES, kind, String(port), ...members.map(String)]);
}

/** The product as users start it: `routepin serve FILE`, with sessions, events and the record. */
function startRoutepin({ folder, core, port, members, nodeArgs = [] }, variant) {
  const file = join(folder, `${variant}.routepin.json`);
  writeFileSync(
    file,
    JSON.stringify({
      version: 1,
      name: 'bench',
      balancers: [
        {
          name: 'lb',
          stickysession: 'ROUTEID',
          routeCookie: { name: 'ROUTEID', path: '/' },
          members: members.map((each, index) => ({
            url: `http://127.0.0.1:${each}`,
            route: String(index + 1),
            upgrade: 'websocket',
          })),
        },
      ],
      sites: [
        { name: 'bench', listen: `127.0.0.1:${port}`, proxyPass: [{ path: '/', url: 'balancer://lb/' }] },
      ],
    }),
  );
  return startOn(core, process.execPath, [...nodeArgs, ourProgram(variant), 'serve', file, '--no-ui']);
}

/** One process with threads, as the event MPM runs on one core. */
function startApache({ folder, core, port, members }) {
  const modules =
    'mpm_event authz_core headers proxy proxy_http proxy_balancer slotmem_shm lbmethod_byrequests'.split(' ');
  const file = join(folder, 'apache.conf');
  const runtime = join(folder, 'apache');
  mkdirSync(runtime, { recursive: true });
  writeFileSync(
    file,
    `ServerRoot ${runtime}
DefaultRuntimeDir ${runtime}
PidFile ${runtime}/pid
ErrorLog ${runtime}/error.log
LogLevel error
ServerName bench.test
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
StartServers 1
ServerLimit 1
ThreadLimit 128
ThreadsPerChild 128
MaxRequestWorkers 128
MaxKeepAliveRequests 0
KeepAliveTimeout 60
Listen 127.0.0.1:${port}
<Proxy balancer://lb>
${members.map((each, index) => `  BalancerMember http://127.0.0.1:${each} route=${index + 1} upgrade=websocket`).join('\n')}
</Proxy>
ProxyPass / balancer://lb/ stickysession=ROUTEID
Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED
`,
  );
  return startOn(core, '/usr/sbin/apache2', ['-f', file, '-DFOREGROUND']);
}

function startHaproxy({ folder, core, port, members }) {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(
    file,
    `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  option forwardfor
  http-reuse always
frontend in
  bind 127.0.0.1:${port}
  default_backend lb
backend lb
  balance roundrobin
  cookie ROUTEID insert nocache
${members.map((each, index) => `  server s${index + 1} 127.0.0.1:${each} cookie .${index + 1}`).join('\n')}
`,
  );
  return startOn(core, '/usr/sbin/haproxy', ['-db', '-f', file]);
}

/** nginx has no sticky sessions: a map from the cookie to one-member upstreams does it. */
function startNginx({ folder, core, port, members }) {
  const file = join(folder, 'nginx.conf');
  const log = join(folder, 'nginx.log');
  const upstream = (name, ports) =>
    `upstream ${name} { ${ports.map((each) => `server 127.0.0.1:${each};`).join(' ')} keepalive 128; keepalive_requests 1000000000; }`;
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid;
error_log ${log} error;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000; client_max_body_size 0;
  client_body_temp_path ${folder}/n1; proxy_temp_path ${folder}/n2;
  fastcgi_temp_path ${folder}/n3; uwsgi_temp_path ${folder}/n4; scgi_temp_path ${folder}/n5;
  ${upstream('lb', members)}
  ${members.map((each, index) => upstream(`r${index + 1}`, [each])).join('\n  ')}
  map $cookie_ROUTEID $chosen { ${members.map((_, index) => `~\\.${index + 1}$ r${index + 1};`).join(' ')} default lb; }
  map $cookie_ROUTEID:$upstream_addr $route { ~^.+: ''; ${members.map((each, index) => `~:${each}$ 'ROUTEID=.${index + 1}; path=/';`).join(' ')} default ''; }
  map $http_upgrade $wanted { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://$chosen; proxy_http_version 1.1; proxy_request_buffering off;
      proxy_set_header Connection $wanted; proxy_set_header Upgrade $http_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      add_header Set-Cookie $route;
    }
  }
}
`,
  );
  return startOn(core, '/usr/sbin/nginx', ['-c', file, '-p', folder, '-e', log]);
}
