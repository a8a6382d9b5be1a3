// Prints the journeys that failed as the last lines, one line each, for readers of a long log.
import { stripVTControlCharacters } from "node:util";

import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

export default class Summary implements Reporter {
  private readonly failed: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === test.expectedStatus || result.status === "skipped") {
      return;
    }
    const [reason] = stripVTControlCharacters(result.error?.message ?? result.status).split("\n");
    const { file, line } = test.location;
    this.failed.push(`failed: ${file.split("/").at(-1)}:${line} ${test.title}: ${reason}`);
  }

  onEnd(_result: FullResult): void {
    for (const line of this.failed) {
      console.log(line);
    }
  }

  printsToStdio(): boolean {
    return true;
  }
}
