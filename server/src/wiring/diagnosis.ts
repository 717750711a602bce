/** `legatoApi/diagnosis`: the server's half of the report that "Legato API: Diagnose" makes. */
import type { Connection } from "vscode-languageserver";
import { diagnosis } from "../features/diagnosis.ts";
import { machineFacts } from "../machine.ts";
import { DIAGNOSIS_REQUEST, type DiagnosisResult } from "../protocol.ts";
import type { Questions } from "./questions.ts";

export function registerDiagnosis(connection: Connection, { engine }: Questions): void {
  connection.onRequest(DIAGNOSIS_REQUEST, async (): Promise<DiagnosisResult> => {
    engine.beginTurn();
    return { versions: await machineFacts(), workspace: await diagnosis(engine) };
  });
}
