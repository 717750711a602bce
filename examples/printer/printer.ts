/**
 * A printer in TypeScript: a double of printServer for clients that are tried out on a development machine.
 *
 * `legato-api runtime --service printer.ts`, or F5 in the editor. Like printServer.c it forgets the clients that die: it has no `onClose`, so the
 * jobs of a killed client keep their places for ever. The commented lines below mend it.
 */
import { references, type Session, service } from "legato-api/peers";
import { MAX_JOB_BYTES, MAX_JOBS, type PaperSize, type Printer } from "./interfaces/printer.api.ts";

const SHEET_BYTES = 4096;
const TRAY_SHEETS = 250;

interface PrintJob {
  readonly name: string;
  readonly owner: Session<Printer>;
  size: PaperSize;
  bytes: number;
  sheets: number;
}

const jobs = references<PrintJob>();
let sheetsLeft = TRAY_SHEETS;

const printer = service<Printer>(import.meta, "interfaces/printer.api", {
  open({ name }, session) {
    if (jobs.size >= MAX_JOBS) {
      console.log(`No room for '${name}': ${jobs.size} jobs are open.`);
      return 0;
    }
    return jobs.create({ name, owner: session, size: "A4", bytes: 0, sheets: 0 });
  },

  setPaper({ job, size }, session) {
    const open = jobs.get(job);
    if (open === undefined) {
      session.close(`invalid job ${job}`);
      return "LE_FAULT";
    }
    if (open.bytes > 0) return "LE_DUPLICATE";
    open.size = size;
    return "LE_OK";
  },

  write({ job, data }, session) {
    const open = jobs.get(job);
    if (open === undefined) {
      session.close(`invalid job ${job}`);
      return "LE_FAULT";
    }
    if (open.bytes + data.length > MAX_JOB_BYTES) return "LE_OVERFLOW";
    open.bytes += data.length;
    while (open.sheets * SHEET_BYTES < open.bytes) feedSheet(open);
    return "LE_OK";
  },

  close({ job }, session) {
    if (!jobs.delete(job)) session.close(`invalid job ${job}`);
  },

  // The close handler: what a client held when it went is freed here.
  // onClose(session) {
  //   for (const [reference, { owner }] of jobs) if (owner === session) jobs.delete(reference);
  // },
});

/** Whoever empties the tray has it refilled. */
function feedSheet(job: PrintJob): void {
  job.sheets += 1;
  sheetsLeft -= 1;
  if (sheetsLeft > 0) return;
  sheetsLeft = TRAY_SHEETS;
  printer.emit("paperOut", { size: job.size });
}

export default printer;
