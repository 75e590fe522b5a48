"""The cost of the page on the main thread, without the GPU's work: its WebGL draws nothing."""

import statistics

from playwright.sync_api import CDPSession, Page

from tests.e2e.basin import type_number, visit, wait_for_query
from tests.e2e.conftest import browser_type_launch_args, quick, server, watched

# pytest finds fixtures by name.
__all__ = ["browser_type_launch_args", "quick", "server", "watched"]

FRAMES_IN = """(milliseconds) => new Promise((resolve) => {
  const begin = performance.now();
  let frames = 0;
  const count = (now) => (frames++, now - begin < milliseconds ? requestAnimationFrame(count) : resolve(frames));
  requestAnimationFrame(count);
})"""
# From a change to the first picture of its run.
ANSWER = """(query) => new Promise((resolve) => {
  const begin = performance.now();
  const look = () => {
    if (document.documentElement.dataset.run === query) resolve(performance.now() - begin);
    else requestAnimationFrame(look);
  };
  basin.request(query);
  requestAnimationFrame(look);
})"""


SIX = "opt=gradient_descent&2.opt=adam&3.opt=momentum&4.opt=rmsprop&5.opt=nesterov&6.opt=lion"
# Milliseconds of script in which the stage draws: paused at the end of its trails, and while they grow.
DRAWING = """(frames) => {
  const { stage, player } = basin;
  const end = basin.run.end;
  const once = (position) => stage.draw(player.pace.moment(position), { now: performance.now(), fast: false });
  const times = { standing: [], growing: [] };
  for (const [name, at] of [["standing", () => end], ["growing", (i) => end - 10 + (9 * i) / frames]]) {
    once(at(0));
    for (let i = 0; i < frames; i++) {
      const begin = performance.now();
      once(at(i));
      times[name].push(performance.now() - begin);
    }
  }
  const mean = (list) => list.reduce((sum, time) => sum + time, 0) / list.length;
  return [mean(times.standing), mean(times.growing)];
}"""
LONG_TASKS = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: "longtask",
  });
}"""


def script_seconds(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration")


def test_script_a_frame_while_playing(report, quick: Page, server: str) -> None:
    visit(quick, server)
    session = quick.context.new_cdp_session(quick)
    session.send("Performance.enable")
    costs = []
    for _ in range(3):
        quick.get_by_role("button", name="To start").click()
        quick.get_by_role("button", name="Play", exact=True).click()
        before = script_seconds(session)
        frames = quick.evaluate(FRAMES_IN, 10_000)
        costs.append(1000 * (script_seconds(session) - before) / frames)
        quick.wait_for_function("() => !basin.player.clock.playing")
    report(
        "main-thread script a frame while the tutorial's run plays",
        f"{statistics.median(costs):.1f} ms",
        "< 4 ms",
        f"{frames / 10:.0f} frames a second",
    )


def test_from_a_change_to_its_first_picture(report, quick: Page, server: str) -> None:
    visit(quick, server)
    type_number(quick, "Learning rate", "0.004")
    wait_for_query(quick, "v=1&lr=0.004")
    times = []
    for i in range(1, 10):
        query = f"v=1&lr={0.002 + i * 1e-5:g}"
        times.append(quick.evaluate(ANSWER, query))
        wait_for_query(quick, query)
    report(
        "from a change of the learning rate to the new run's first picture",
        f"{statistics.median(times):.0f} ms",
        "100 ms",
        f"slowest {max(times):.0f} ms",
    )


def test_drawing_six_long_trails(report, quick: Page, server: str) -> None:
    visit(quick, server, f"function=rosenbrock&{SIX}&epochs=2000")
    quick.evaluate("() => basin.player.clock.seek(Infinity, performance.now())")
    standing, growing = quick.evaluate(DRAWING, 200)
    report(
        "script a frame in which the stage draws six trails of 2,000 epochs",
        f"{growing:.2f} ms",
        "< 1.5 ms",
        f"standing {standing:.2f} ms",
    )


def test_six_contenders_playing(report, quick: Page, server: str) -> None:
    visit(quick, server, SIX)
    session = quick.context.new_cdp_session(quick)
    session.send("Performance.enable")
    quick.evaluate(LONG_TASKS)
    quick.get_by_role("button", name="To start").click()
    quick.get_by_role("button", name="Play", exact=True).click()
    before = script_seconds(session)
    frames = quick.evaluate(FRAMES_IN, 9_000)
    cost = 1000 * (script_seconds(session) - before) / frames
    longest = max(quick.evaluate("() => longTasks"), default=0)
    report(
        "script a frame while six contenders play at 61 x 61 beside boundary and curve",
        f"{cost:.1f} ms",
        "< 6 ms",
        f"{frames / 9:.0f} frames a second, longest task {longest:.0f} ms",
    )
