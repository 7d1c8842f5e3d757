import { createEngine } from '../engine/index.ts';
import type { Routepin, RoutepinOptions } from './routepin-api.ts';
import { RunningRoutepin } from './running-routepin.ts';

/** A Routepin for this project. Nothing listens before `start()`. */
export function createRoutepin(options: RoutepinOptions): Routepin {
  return new RunningRoutepin(options, createEngine);
}
