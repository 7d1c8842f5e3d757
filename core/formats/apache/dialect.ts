import type { Balancer, Member } from '../../contract/index.ts';

/** What a setting becomes in a version of Apache: as it is, another value with a word about it, or nothing. */
export type Expressed =
  | { readonly as: 'is' }
  | { readonly as: 'value'; readonly value: string | number; readonly message: string }
  | { readonly as: 'nothing'; readonly message: string };

export const AS_IT_IS: Expressed = { as: 'is' };

/** How the versions of Apache differ in what they can be told (APACHE.md §9.6). */
export interface Dialect {
  readonly version: '2.4' | '2.2';
  /** Whether `Define` and with it a dollar sign before a brace can be written. */
  readonly hasDefine: boolean;
  /** Whether a Header line can have an expression for its condition. */
  readonly hasExpressions: boolean;
  /** Balancer settings that ProxyPass lines repeat, because `<Proxy>` sections alone are not enough. */
  readonly repeatsOnProxyPass: readonly (keyof Balancer)[];
  /** Whether each lbmethod is a module of its own, and slotmem_shm is needed. */
  readonly hasMethodModules: boolean;
  /** What members wait for without `timeout`, in seconds: Apache's `Timeout`. */
  readonly timeout: number;
  member(key: keyof Member, value: string | number): Expressed;
  balancer(key: keyof Balancer, value: string | number): Expressed;
  /** Why no member can have this URL, or null. */
  memberUrl(url: string): string | null;
  /** Lines that let requests through to a balancer, for its `<Proxy>` section. */
  readonly access: readonly string[];
  /** Whether addresses with several hosts have to be said to have them. */
  readonly needsNameVirtualHost: boolean;
}

/** Apache httpd 2.4: whatever a project says. */
export const APACHE_24: Dialect = {
  version: '2.4',
  hasDefine: true,
  hasExpressions: true,
  repeatsOnProxyPass: [],
  hasMethodModules: true,
  timeout: 60,
  member: () => AS_IT_IS,
  balancer: () => AS_IT_IS,
  memberUrl: () => null,
  access: [],
  needsNameVirtualHost: false,
};
