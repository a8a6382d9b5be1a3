// Measures how long a list of 100 rows takes to answer the key `j` while no panel is open.
import { expect, test } from "../tests/support/app";

const KEYS = 90;

interface Times {
  /** From the key to the end of the next frame, in milliseconds. */
  frames: number[];
  /** Durations of Event Timing, which reports an event only from 16 ms on and rounds to 8 ms. */
  events: number[];
}

declare global {
  interface Window {
    times: Times;
  }
}

function quantile(all: number[], part: number): string {
  const sorted = [...all].sort((one, other) => one - other);
  return (sorted[Math.ceil(sorted.length * part) - 1] ?? 0).toFixed(1);
}

test("the key j on 100 rows", async ({ page }) => {
  await page.goto("/admin/prospects?limit=100");
  await expect(page.getByRole("rowheader")).toHaveCount(100);
  await page.evaluate(() => {
    const times: Times = { frames: [], events: [] };
    window.times = times;
    // A message that is posted in a frame arrives after its paint.
    const painted = (start: number) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => times.frames.push(performance.now() - start);
      channel.port2.postMessage(null);
    };
    addEventListener("keydown", (event) => requestAnimationFrame(() => painted(event.timeStamp)), { capture: true });
    const observer = new PerformanceObserver((list) => {
      times.events.push(...list.getEntries().filter((one) => one.name === "keydown").map((one) => one.duration));
    });
    observer.observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
  for (let pressed = 1; pressed <= KEYS; pressed += 1) {
    await page.keyboard.press("j");
    await page.waitForFunction((count) => window.times.frames.length === count, pressed);
  }
  await expect(page.getByRole("rowheader").nth(KEYS - 1).getByRole("link")).toBeFocused();
  const { frames, events } = await page.evaluate(() => window.times);
  console.log(`j, 100 rows, key to painted frame: median ${quantile(frames, 0.5)} ms, 95 % ${quantile(frames, 0.95)} ms, maximum ${quantile(frames, 1)} ms`);
  console.log(`j, 100 rows, Event Timing: ${events.length} of ${KEYS} keys from 16 ms on, median of these ${quantile(events, 0.5)} ms`);
});
