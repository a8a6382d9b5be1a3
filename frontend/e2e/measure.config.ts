// Configuration of the measures, which print numbers and assert none of them.
// `make e2e ARGS="--config measure.config.ts"` runs them.
import journeys from "./playwright.config";

// Another measure beside it would slow a measure down.
export default { ...journeys, testDir: "measures", workers: 1 };
