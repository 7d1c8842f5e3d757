import type { LbMethodName } from '../../contract/index.ts';
import { bybusyness } from './bybusyness.ts';
import { byrequests } from './byrequests.ts';
import { bytraffic } from './bytraffic.ts';
import type { LbMethod } from './lb-method.ts';

/** Every lbmethod by its name in a project. A new one is a file here and a line below. */
export const LB_METHODS = { byrequests, bytraffic, bybusyness } as const satisfies Record<
  LbMethodName,
  LbMethod
>;

export type { LbMethod, Tally } from './lb-method.ts';
