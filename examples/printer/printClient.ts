/**
 * A client of the printer in TypeScript: opens one job for each name it is given, prints a page, and holds the jobs until it is ended.
 *
 * `legato-api run printClient.ts report photo`. Ctrl+C closes the jobs and then the session; killed by force, it leaves them to the server.
 */
import { connect } from "legato-api/peers";
import type { Printer } from "./interfaces/printer.api.ts";

const names = process.argv.slice(2);
const printer = await connect<Printer>("printer", { api: new URL("interfaces/printer.api", import.meta.url) });
const jobs: number[] = [];
for (const name of names.length > 0 ? names : ["report"]) {
  const job = await printer.open({ name });
  if (job === 0) {
    console.log(`The printer has no room for '${name}'.`);
    continue;
  }
  await printer.setPaper({ job, size: "A5" });
  await printer.write({ job, data: new TextEncoder().encode(`This is ${name}.`) });
  console.log(`Holds the job '${name}'.`);
  jobs.push(job);
}

const asked = new Promise<"asked">((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve("asked"));
});
if ((await Promise.race([asked, printer.$closed])) === "asked") {
  for (const job of jobs) await printer.close({ job });
  await printer.$close();
} else {
  console.log("The printer has closed the session.");
}
