// Measures how long a list of 100 rows takes to answer the key `j` while no panel is open. A key comes at any moment
// between two frames, and waits for the next one: half a frame at the median. The work is the rest: the handlers of the
// key, and the style, layout and paint of the frame. The answer is in the first frame after the key while its work takes
// less than a frame.
import { expect, test } from "../tests/support/app";

const KEYS = 90;

/** A frame at 60 Hz, in milliseconds. */
const FRAME = 1000 / 60;

interface Times {
  /** From the key to the end of the next frame, in milliseconds. */
  frames: number[];
  /** From the end of the handlers of the key to the beginning of that frame. */
  waits: number[];
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
    const times: Times = { frames: [], waits: [], events: [] };
    window.times = times;
    let handled = 0;
    // A message that is posted in a frame arrives after its paint.
    const painted = (start: number) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => times.frames.push(performance.now() - start);
      channel.port2.postMessage(null);
    };
    const framed = (start: number) => {
      times.waits.push(performance.now() - handled);
      painted(start);
    };
    addEventListener("keydown", (event) => requestAnimationFrame(() => framed(event.timeStamp)), { capture: true });
    // After the handlers of the application, which listens to the window too.
    addEventListener("keydown", () => (handled = performance.now()));
    const observer = new PerformanceObserver((list) => {
      times.events.push(...list.getEntries().filter((one) => one.name === "keydown").map((one) => one.duration));
    });
    observer.observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
  for (let pressed = 1; pressed <= KEYS; pressed += 1) {
    // Without it, each key would come at one moment after a frame: when the test hears of that frame.
    await page.waitForTimeout((pressed * 7) % FRAME);
    await page.keyboard.press("j");
    await page.waitForFunction((count) => window.times.frames.length === count, pressed);
  }
  await expect(page.getByRole("rowheader").nth(KEYS - 1).getByRole("link")).toBeFocused();
  const { frames, waits, events } = await page.evaluate(() => window.times);
  const works = frames.map((frame, key) => frame - (waits[key] ?? 0));
  console.log(`j, 100 rows, key to painted frame: median ${quantile(frames, 0.5)} ms, 95 % ${quantile(frames, 0.95)} ms, maximum ${quantile(frames, 1)} ms`);
  console.log(`j, 100 rows, work: median ${quantile(works, 0.5)} ms, 95 % ${quantile(works, 0.95)} ms, maximum ${quantile(works, 1)} ms; within a frame for ${works.filter((work) => work <= FRAME).length} of ${KEYS} keys`);
  console.log(`j, 100 rows, Event Timing: ${events.length} of ${KEYS} keys from 16 ms on, median of these ${quantile(events, 0.5)} ms`);
});
