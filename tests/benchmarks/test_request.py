from app import wire
from app.factory import create_app
from app.settings import Settings
from solver.config import RunConfig
from solver.model.boundary import FieldGrid
from solver.report.scene import Scene
from solver.training.trainer import Training
from tests.benchmarks.timing import medians

CONFIG = RunConfig.check({})


def test_a_whole_request_for_the_tutorials_run_and_how_its_time_divides(report):
    # Without a cache each request computes the run anew.
    client = create_app(Settings(cache_bytes=0)).server.test_client()
    training = Training(CONFIG)
    chunks = list(training.run())
    events = list(wire.events(CONFIG))
    grid = FieldGrid.around(training.problem.data.points, 2, (), CONFIG.epochs)
    network = CONFIG.problem.network
    body = client.get("/api/stream").data
    assert body.count(b"\n\n") == len(events)
    surfaces = sum(event.kind == "surface" for event in events)

    def request():
        return lambda: client.get("/api/stream").data

    def data():
        return lambda: Training(CONFIG)

    def run():
        fresh = Training(CONFIG)
        return lambda: list(fresh.run())

    def field():
        return lambda: [grid.field(network, frames.theta[0]) for frames in chunks]

    def slices():
        return lambda: list(wire._landscape(Scene.of(training, chunks), whole=True))

    def last():
        return lambda: wire._report(training, chunks)

    def packing():
        return lambda: [event.json() for event in events]

    parts = {"data": data, "run": run, "field and lines": field, f"{surfaces} slices": slices, "report": last}
    parts["packing"] = packing
    ms = medians(30, request=request, **parts)
    report(
        f"request for the tutorial's run, {len(body) / 1e6:.1f} MB",
        f"{ms['request']:.0f} ms",
        "60 ms",
        ", ".join(f"{name} {ms[name]:.1f}" for name in parts),
    )
