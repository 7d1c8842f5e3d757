import * as z from 'zod';
import type { BroadcastView, LagView } from './broadcast.ts';
import {
  MOST_REQUEST_BODY_CHARACTERS,
  REQUEST_METHODS,
  requestHeadersSchema,
  requestPathSchema,
} from './request-schema.ts';

/** The commands that ask every member past stickiness. */
export const broadcastSchemas = () => ({
  /**
   * One request to every member of a balancer, past stickiness, as each would get it through the site's ProxyPass.
   * Nothing is retried and no member is marked. Methods that change something need `allowUnsafe`.
   */
  'broadcast.send': z.strictObject({
    site: z.string().optional(),
    method: z.enum(REQUEST_METHODS).optional(),
    path: requestPathSchema,
    headers: requestHeadersSchema.optional(),
    body: z.string().max(MOST_REQUEST_BODY_CHARACTERS).optional(),
    allowUnsafe: z.boolean().optional(),
    /** Lines that hold one of these texts are not compared. */
    ignore: z.array(z.string().min(1).max(200)).max(20).optional(),
    /** Dates, times and ids of sessions are not compared. */
    ignoreVolatile: z.boolean().optional(),
  }),
  /**
   * Writes on one member and reads from all until they answer alike: how long does a change take to reach the others? Past
   * stickiness, as `broadcast.send`. Ends after `seconds` (default 10) at the latest.
   */
  'lag.measure': z.strictObject({
    site: z.string().optional(),
    /** URL of the member that is written to. */
    member: z.string(),
    write: z.strictObject({
      method: z.enum(REQUEST_METHODS).optional(),
      path: requestPathSchema,
      body: z.string().max(MOST_REQUEST_BODY_CHARACTERS).optional(),
    }),
    /** What is read. */
    path: requestPathSchema,
    headers: requestHeadersSchema.optional(),
    allowUnsafe: z.boolean().optional(),
    ignore: z.array(z.string().min(1).max(200)).max(20).optional(),
    ignoreVolatile: z.boolean().optional(),
    seconds: z.int().min(1).max(60).optional(),
  }),
  /** Ends a `lag.measure`, which answers with what it knows. */
  'lag.cancel': z.strictObject({}),
});

export interface BroadcastResults {
  'broadcast.send': BroadcastView;
  'lag.measure': LagView;
  'lag.cancel': Record<never, never>;
}
