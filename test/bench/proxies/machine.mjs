// What the machine tells: CPU time and memory of a process with its children, and how much others used of a core.
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own clock (proc(5), USER_HZ). */
const TICK_US = 10_000;

function statOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name stands in parentheses and may contain anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return { parent: fields[1], ownTicks: fields[11] + fields[12], waitedTicks: fields[13] + fields[14] };
}

/** The process and everything below it that lives. */
export function familyOf(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const { parent } = statOf(name);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended while the list was read.
    }
  }
  const family = [pid];
  for (let at = 0; at < family.length; at++) family.push(...(children.get(family[at]) ?? []));
  return family;
}

/** CPU time used so far, user and system, in microseconds; children that ended are counted in by their parent. */
export function cpuUs(pid) {
  return familyOf(pid).reduce((sum, each) => {
    const { ownTicks, waitedTicks } = statOf(each);
    return sum + (ownTicks + waitedTicks) * TICK_US;
  }, 0);
}

/** Resident memory of the family in bytes; what is shared is counted once for each. */
export function residentBytes(pid) {
  return familyOf(pid).reduce((sum, each) => {
    const status = readFileSync(`/proc/${each}/status`, 'latin1');
    return sum + Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  }, 0);
}

/** Busy time of one core so far, in microseconds, and the time stolen by other machines on the same computer. */
export function coreUs(core) {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'latin1'))?.[1] ?? '';
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number);
  return { busyUs: (user + nice + system + irq + softirq) * TICK_US, stolenUs: steal * TICK_US };
}

export function median(values) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far apart the rounds lie: (largest − smallest) / median. */
export function spread(values) {
  if (values.length < 2) return 0;
  const middle = median(values);
  return middle === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / middle;
}
