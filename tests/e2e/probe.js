// What the browser tests ask of the landscape: where things are drawn, and what the surface is under the ball.
window.probe = {
  setCamera(view, camera) {
    view.camera = { ...view.camera, ...camera };
    return view.redraw();
  },

  /** Where the overlay draws: discs with their radius, and the vertices of its lines. */
  record(view) {
    const { context } = view.overlay ?? view.plot.over;
    const { arc, moveTo, lineTo } = CanvasRenderingContext2D.prototype;
    const path = { moveTo: Path2D.prototype.moveTo, lineTo: Path2D.prototype.lineTo };
    const drawn = { discs: [], vertices: [] };
    context.arc = function (x, y, radius, ...rest) {
      drawn.discs.push([x, y, radius]);
      arc.call(this, x, y, radius, ...rest);
    };
    for (const [name, method] of Object.entries({ moveTo, lineTo })) {
      context[name] = function (x, y) {
        drawn.vertices.push([x, y]);
        method.call(this, x, y);
      };
    }
    for (const [name, method] of Object.entries(path)) {
      Path2D.prototype[name] = function (x, y) {
        drawn.vertices.push([x, y]);
        method.call(this, x, y);
      };
    }
    // Trails that are drawn already are drawn afresh.
    view.made = null;
    basin.draw(performance.now());
    for (const name of ["arc", "moveTo", "lineTo"]) delete context[name];
    Object.assign(Path2D.prototype, path);
    return drawn;
  },

  /** Has Plotly itself draw markers at values [x, y, z, colour], nothing in front of them. */
  async mark(view, points) {
    await Plotly.restyle(view.plot, { visible: false }, [0]);
    const marker = (color) => ({ size: 6, color, opacity: 1, line: { width: 0 } });
    const traces = points.map(([x, y, z, color]) => ({
      type: "scatter3d",
      mode: "markers",
      x: [x],
      y: [y],
      z: [z],
      hoverinfo: "skip",
      marker: marker(color),
    }));
    await Plotly.addTraces(view.plot, traces);
    await new Promise((resolve) => setTimeout(resolve, 200));
  },

  async unmark(view, count) {
    const added = Array.from({ length: count }, (_, i) => i + 1);
    await Plotly.deleteTraces(view.plot, added);
    await Plotly.restyle(view.plot, { visible: true }, [0]);
  },

  /** At every epoch, paused: how many pixels the drawn surface under the ball is off, and where the ball is. */
  async underTheBall(view, epochs) {
    const out = [];
    for (let epoch = 0; epoch <= epochs; epoch++) {
      basin.player.clock.seek(epoch, performance.now());
      let drawn;
      do {
        await new Promise(requestAnimationFrame);
        drawn = view.draw(basin.player.pace.moment(epoch), { now: performance.now(), fast: false });
      } while (drawn.lags);
      const head = view.run.at(0, epoch);
      const geometry = view.geometry();
      const ball = geometry.share(head.u, head.v, head.height);
      const foot = [ball[0], ball[1], view.scale.share(plotted(view.plot.data[0], head.u, head.v))];
      const [a, b] = [geometry.pixel(ball), geometry.pixel(foot)];
      out.push([Math.hypot(a[0] - b[0], a[1] - b[1]), head.height, head.u, head.v]);
    }
    return out;
  },

  /** The height of ball and drawn surface as shares of the box. */
  shares(view, epoch) {
    const geometry = view.geometry();
    const head = view.run.at(0, epoch);
    const share = geometry.share(head.u, head.v, head.height);
    return [share[2], geometry.under(share)];
  },
};

/** The height of Plotly's own surface at (u, v), flat across its cells. */
function plotted({ x, y, z }, u, v) {
  const [c, s] = cell(x, u);
  const [r, t] = cell(y, v);
  const near = z[r][c] + s * (z[r][c + 1] - z[r][c]);
  const far = z[r + 1][c] + s * (z[r + 1][c + 1] - z[r + 1][c]);
  return near + t * (far - near);
}

function cell(values, value) {
  const i = Math.max(0, Math.min(values.length - 2, values.findLastIndex((v) => v <= value)));
  return [i, (value - values[i]) / (values[i + 1] - values[i])];
}
