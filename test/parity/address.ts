/**
 * The loopback address of this run, its own among all that live (Linux answers on the whole of 127.0.0.0/8): a backend
 * that was stopped must not have its port taken by a run next to this one, which would look like a divergence.
 */
export const ADDRESS = `127.1.${(process.pid >> 8) & 255}.${process.pid & 255}`;
