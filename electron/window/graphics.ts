import { existsSync } from 'node:fs';

/**
 * Through one of these a program on Linux reaches a GPU: Mesa's and all open drivers, NVIDIA's own, WSL's, and those of
 * phones' and boards' chips (Adreno, Mali, Tegra) that come without the first.
 */
const GPU_DEVICES = [
  '/dev/dri',
  '/dev/nvidiactl',
  '/dev/nvidia0',
  '/dev/dxg',
  '/dev/kgsl-3d0',
  '/dev/mali',
  '/dev/mali0',
  '/dev/nvmap',
];

/** Who starts the app with one of these has said how it shall draw. */
const CHOSEN_BY_HAND = ['use-gl', 'use-angle', 'ignore-gpu-blocklist', 'in-process-gpu'];

/** Electron's `app`, as far as drawing goes. */
export interface DrawingApp {
  readonly commandLine: { hasSwitch(name: string): boolean; appendSwitch(name: string): void };
  disableHardwareAcceleration(): void;
}

/**
 * Draws on the CPU where there is no GPU: virtual machines, containers, remote screens. Chromium gets there by itself, but
 * starts a process for the GPU first, lets it look for drivers and fail, and starts another one while the window waits: a
 * tenth of a start. How pages are drawn is the same either way, WebGL included. A notch of the wheel then is one step instead
 * of a glide of a dozen frames, each drawn by the cores that the members want: nobody who draws on the CPU sees them all. Before `ready`.
 *
 * Only on Linux, where a GPU is a file: whoever has one, known or not, keeps what Chromium makes of it.
 */
export function spareMissingGpu(
  app: DrawingApp,
  platform: NodeJS.Platform = process.platform,
  exists: (file: string) => boolean = existsSync,
): void {
  if (platform !== 'linux' || GPU_DEVICES.some(exists)) return;
  if (CHOSEN_BY_HAND.some((name) => app.commandLine.hasSwitch(name))) return;
  app.disableHardwareAcceleration();
  if (!app.commandLine.hasSwitch('enable-smooth-scrolling'))
    app.commandLine.appendSwitch('disable-smooth-scrolling');
}
