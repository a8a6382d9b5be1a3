// Configuration of the measures, which print numbers and assert none of them.
// `make e2e ARGS="--config measure.config.ts"` runs them.
import journeys from "./playwright.config";

export default { ...journeys, testDir: "measures" };
