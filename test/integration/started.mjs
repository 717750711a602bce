/**
 * The processes that one run of tests has started: VS Code and its browser, and the runtimes, servers and clients that are meant to outlive a window.
 *
 * They are known by a variable that only this run has put into their environment, which children inherit however far they detach. So nothing else is
 * ever ended, and nothing is left, whatever failed. Linux only: elsewhere there is no runtime that could be left, and nothing is found.
 */
import { readdirSync, readFileSync } from "node:fs";

const PATIENCE = 5000;
const POLL = 50;

/**
 * @param {string} name of the variable
 * @param {string} value that no other process has
 * @returns {number[]} their process ids
 */
export function startedWith(name, value) {
  return pids().filter((pid) => pid !== process.pid && variablesOf(pid).includes(`${name}=${value}`));
}

/**
 * Asks them to end, and kills those that do not. Resolves when none is left.
 *
 * @param {string} name
 * @param {string} value
 * @param {number} patience how long they get to end by themselves, in milliseconds
 */
export async function endStarted(name, value, patience = PATIENCE) {
  const deadline = Date.now() + patience;
  /** @type {Set<number>} */
  const asked = new Set();
  for (;;) {
    const left = startedWith(name, value);
    if (left.length === 0) return;
    for (const pid of left) {
      if (Date.now() > deadline) signal(pid, "SIGKILL");
      else if (!asked.has(pid)) signal(pid, "SIGTERM");
      asked.add(pid);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

/** @returns {number[]} */
function pids() {
  try {
    return readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number);
  } catch {
    return [];
  }
}

/**
 * Of a process of another user, or one that has just gone, nothing.
 *
 * @param {number} pid
 */
function variablesOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has gone meanwhile.
  }
}
