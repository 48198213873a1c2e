/** What the operating system's accounting says, as /proc writes it: pure reading of its texts. */

/**
 * Time on a processor.
 * @param {string} schedstat of a thread
 * @returns {number} ns
 */
export function parseSchedstat(schedstat) {
  const onCpu = Number(schedstat.split(' ')[0]);
  if (!Number.isFinite(onCpu) || schedstat.trim() === '') throw new Error(`no schedstat: ${schedstat}`);
  return onCpu;
}

/**
 * @param {string} stat of a process
 * @returns {{ parent: number, ticks: number }} `ticks` of itself and of the children it has waited for
 */
export function parseProcessStat(stat) {
  // The name stands in parentheses and may hold spaces and parentheses: counting begins after the last of them.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  return { parent: Number(fields[1]), ticks: (utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0) };
}

/**
 * @param {string} stat of the machine
 * @returns {number} ticks in which its cores weren't idle, by whomever they were used: processes, interrupts (whose time
 * is also in that of the process they interrupted), or the machine's host
 */
export function parseMachineStat(stat) {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = (/^cpu +(.*)$/m.exec(stat)?.[1] ?? '')
    .split(' ')
    .map(Number);
  return user + nice + system + irq + softirq + stolen;
}

/**
 * @param {string} status of a process
 * @returns {{ residentBytes: number, peakBytes: number }} what is in memory, and the most there ever was
 */
export function parseStatus(status) {
  const bytes = (/** @type {string} */ name) => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status);
    if (match === null) throw new Error(`a status without ${name}`);
    return Number(match[1]) * 1024;
  };
  return { residentBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
}
