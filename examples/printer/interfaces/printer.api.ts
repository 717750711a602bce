/**
 * Types of printer.api, written by `legato-api types`. Do not edit: write them again when the interface changes.
 */

/** A `le_result_t`; a number where none has the code. */
export type LeResult =
  | "LE_OK"
  | "LE_NOT_FOUND"
  | "LE_NOT_POSSIBLE"
  | "LE_OUT_OF_RANGE"
  | "LE_NO_MEMORY"
  | "LE_NOT_PERMITTED"
  | "LE_FAULT"
  | "LE_COMM_ERROR"
  | "LE_TIMEOUT"
  | "LE_OVERFLOW"
  | "LE_UNDERFLOW"
  | "LE_WOULD_BLOCK"
  | "LE_DEADLOCK"
  | "LE_FORMAT_ERROR"
  | "LE_DUPLICATE"
  | "LE_BAD_PARAMETER"
  | "LE_CLOSED"
  | "LE_BUSY"
  | "LE_UNSUPPORTED"
  | "LE_IO_ERROR"
  | "LE_NOT_IMPLEMENTED"
  | "LE_UNAVAILABLE"
  | "LE_TERMINATED"
  | "LE_IN_PROGRESS"
  | "LE_SUSPENDED"
  | number;

/** Number of jobs that can be open at one time, counted over all clients. */
export const MAX_JOBS = 4;

/** Longest job, in bytes. */
export const MAX_JOB_BYTES = 409600;

/** Largest number of bytes that one call of printer_Write() takes. */
export const MAX_CHUNK_BYTES = 1024;

/** Paper sizes. */
export type PaperSize =
  /** 210 mm x 297 mm */
  | "A4"
  /** 148 mm x 210 mm */
  | "A5"
  /** 8.5 in x 11 in */
  | "LETTER"
  | number;

/** A print job. The client that opened it owns it. */
export type Job = number & { readonly reference?: "printer.Job" };

/** @page c_printer Printer */
export interface Printer {
  functions: {
    /**
     * Opens a print job.
     *
     * @return
     *      The job, or NULL when there are PRINTER_MAX_JOBS open jobs already.
     */
    open(args: {
      /** Name of the job, shown on the printer's display. */
      name: string;
    }): Job;
    /**
     * Chooses the paper of a job. A4 unless chosen.
     *
     * @return
     *      - LE_OK         The paper was chosen.
     *      - LE_DUPLICATE  Too late: the job has pages already.
     */
    setPaper(args: {
      /** The job. */
      job: Job;
      /** The paper. */
      size: PaperSize;
    }): LeResult;
    /**
     * Prints data as part of a job.
     *
     * @return
     *      - LE_OK         The data was printed.
     *      - LE_OVERFLOW   The job would get longer than PRINTER_MAX_JOB_BYTES.
     */
    write(args: {
      /** The job. */
      job: Job;
      /** What to print. */
      data: Uint8Array;
    }): LeResult;
    /** Closes a job. The reference is no longer valid afterwards. */
    close(args: {
      /** The job. */
      job: Job;
    }): void;
  };
  events: {
    /** The tray has run empty. */
    paperOut: {
      args: {};
      event: {
        /** The paper that is missing. */
        size: PaperSize;
      };
    };
  };
}
