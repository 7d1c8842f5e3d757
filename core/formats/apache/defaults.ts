import { type Balancer, type Member, parseStatus } from '../../contract/index.ts';

/** Whether a member's setting is what Apache takes without it (APACHE.md §9.2). */
export function isMemberDefault(key: keyof Member, value: unknown): boolean {
  if (key === 'status') return parseStatus(String(value)) === '';
  const standard = MEMBER_DEFAULTS[key];
  return standard?.includes(value) ?? false;
}

/** Whether a balancer's setting is what Apache takes without it (APACHE.md §9.3). */
export function isBalancerDefault(key: keyof Balancer, value: unknown): boolean {
  if (key === 'failonstatus') return Array.isArray(value) && value.length === 0;
  const standard = BALANCER_DEFAULTS[key];
  return standard?.includes(value) ?? false;
}

/** 0 stands for "no such value" where Apache has none (DESIGN.md §3). */
const MEMBER_DEFAULTS: Readonly<Partial<Record<keyof Member, readonly unknown[]>>> = {
  route: [''],
  redirect: [''],
  loadfactor: [1],
  lbset: [0],
  retry: [60],
  timeout: [0],
  connectiontimeout: [0],
  ping: [0],
  max: [0],
  acquire: [0],
  disablereuse: [false],
  responsefieldsize: [8192],
  hcmethod: ['None'],
  hcinterval: [30],
  hcpasses: [1],
  hcfails: [1],
};

const BALANCER_DEFAULTS: Readonly<Partial<Record<keyof Balancer, readonly unknown[]>>> = {
  lbmethod: ['byrequests'],
  stickysession: [''],
  stickysessionsep: ['.'],
  scolonpathdelim: [false],
  nofailover: [false],
  forcerecovery: [true],
  failontimeout: [false],
  timeout: [0],
  routeCookie: [null],
};
