// The camera over the stage: an orbit around the box's centre, and where it puts a point of the box on the canvas.

/** @typedef {{ azimuth: number, elevation: number, radius: number, centre: number[] }} Camera */

// Plotly's perspective scenes have a vertical field of view of 45 degrees.
const FOCAL = 1 / Math.tan(Math.PI / 8);
const ELEVATION = { least: -0.2, most: 1.5 };
const RADIUS = { least: 0.8, most: 5 };
// Looking a little from the side, or a straight descent would be one vertical line.
const ASIDES = [0.35, -0.35, 0.6, -0.6, 0.85, -0.85, 1.1, -1.1, 1.4, -1.4];
const ELEVATIONS = [0.52, 0.65, 0.8, 1];
// From the side: low enough for a profile, high enough for what lies behind the near rim.
const LOW = 0.12;
// Around the box there must be room for the axes' labels: pixels left and right, above and below.
const ROOM = { side: 60, top: 4, bottom: 46 };

/**
 * `azimuth` and `elevation` in radians, `radius` in units of the box's edge, `centre` the point looked at.
 * @type {(azimuth?: number, elevation?: number, radius?: number, centre?: number[]) => Camera}
 */
export function orbit(azimuth = -0.9, elevation = 0.52, radius = 1.8, centre = [0, 0, -0.06]) {
  return { azimuth, elevation, radius, centre };
}

/**
 * The camera from the low end of a trail, looking up the valley: the first of the views around that direction from
 * which most of the trail is seen. `trail` is from its start to its end, in shares of the box; `hidden(camera)` is the
 * share of it that the surface hides; `fits(camera)` gives the camera a distance.
 * @type {(trail: number[][], hidden: (camera: Camera) => number, fits: (camera: Camera) => Camera) => Camera}
 */
export function facing([start, end], hidden, fits) {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  if (Math.hypot(dx, dy) < 1e-9) return fits(orbit());
  const views = ELEVATIONS.flatMap((elevation) => ASIDES.map((aside) => fits(orbit(Math.atan2(dy, dx) + aside, elevation))));
  const costs = views.map((view, i) => hidden(view) + 0.006 * i);
  return views[costs.indexOf(Math.min(...costs))];
}

/**
 * From above, as a map is read: the first direction to the right, the second upwards.
 * @type {() => Camera}
 */
export function overhead() {
  return orbit(-Math.PI / 2, ELEVATION.most);
}

/**
 * From the side of a view, and from the other side if that is where one is.
 * @type {(view: Camera, present: Camera) => Camera}
 */
export function sideways(view, present) {
  const side = orbit(view.azimuth + Math.PI / 2, LOW);
  const there = present.elevation === LOW && present.azimuth === side.azimuth;
  return there ? orbit(view.azimuth - Math.PI / 2, LOW) : side;
}

/**
 * The camera at the distance from which the whole box is on a canvas, labels and all, with as much free above as below.
 * @type {(camera: Camera, aspect: Boot["aspect"], width: number, height: number) => Camera}
 */
export function fitted(camera, { x, y, z }, width, height) {
  const corners = [-0.5, 0.5].flatMap((a) => [-0.5, 0.5].flatMap((b) => [-0.5, 0.5].map((c) => [a * x, b * y, c * z])));
  let fit = { ...camera, radius: RADIUS.least };
  for (; fit.radius < RADIUS.most; fit = zoomed({ ...camera, radius: fit.radius }, 1.03)) {
    fit = centred(fit, corners, width, height);
    const inside = corners.map((corner) => projector(fit, width, height)(...corner)).every(([px, py, depth]) => {
      const across = px >= ROOM.side && px <= width - ROOM.side;
      return depth > 0 && across && py >= ROOM.top && py <= height - ROOM.bottom;
    });
    if (inside) return fit;
  }
  return fit;
}

/**
 * The camera looking as high or low as brings the corners to the middle of what is free, if they are before it.
 * @type {(camera: Camera, corners: number[][], width: number, height: number) => Camera}
 */
function centred(camera, corners, width, height) {
  let fit = camera;
  // Each step is off by what perspective adds: two leave less than a pixel.
  for (let step = 0; step < 2; step++) {
    const places = corners.map((corner) => projector(fit, width, height)(...corner));
    if (!places.every(([, , depth]) => depth > 0)) return camera;
    const down = places.map(([, py]) => py);
    const off = (Math.min(...down) - ROOM.top - (height - ROOM.bottom - Math.max(...down))) / 2;
    const pixels = ((FOCAL * height) / 2) * (Math.cos(fit.elevation) / fit.radius);
    const [cx, cy, cz] = fit.centre;
    fit = { ...fit, centre: [cx, cy, cz - off / pixels] };
  }
  return fit;
}

/** @type {(camera: Camera, dAzimuth: number, dElevation: number) => Camera} */
export function turned(camera, dAzimuth, dElevation) {
  const elevation = clamp(camera.elevation + dElevation, ELEVATION);
  return { ...camera, azimuth: camera.azimuth + dAzimuth, elevation };
}

/** @type {(camera: Camera, factor: number) => Camera} */
export function zoomed(camera, factor) {
  return { ...camera, radius: clamp(camera.radius * factor, RADIUS) };
}

/** @type {(value: number, limits: { least: number, most: number }) => number} */
function clamp(value, { least, most }) {
  return Math.max(least, Math.min(most, value));
}

/** @type {(camera: Camera) => number[]} */
function direction({ azimuth, elevation }) {
  const flat = Math.cos(elevation);
  return [flat * Math.cos(azimuth), flat * Math.sin(azimuth), Math.sin(elevation)];
}

/**
 * The eye in the box's coordinates.
 * @type {(camera: Camera) => number[]}
 */
export function eye(camera) {
  const d = direction(camera);
  return camera.centre.map((c, i) => c + camera.radius * d[i]);
}

/**
 * The same as Plotly's scene.camera.
 * @type {(camera: Camera) => Record<string, unknown>}
 */
export function toPlotly(camera) {
  const [ex, ey, ez] = eye(camera);
  const [cx, cy, cz] = camera.centre;
  return {
    eye: { x: ex, y: ey, z: ez },
    center: { x: cx, y: cy, z: cz },
    up: { x: 0, y: 0, z: 1 },
    projection: { type: "perspective" },
  };
}

/**
 * The eye, and the directions to the right and upwards of the picture.
 * @type {(camera: Camera) => Record<"from" | "back" | "right" | "up", number[]>}
 */
function axes(camera) {
  const [dx, dy, dz] = direction(camera);
  const [rx, ry] = [-Math.sin(camera.azimuth), Math.cos(camera.azimuth)];
  return { from: eye(camera), back: [dx, dy, dz], right: [rx, ry, 0], up: [-dz * ry, dz * rx, dx * ry - dy * rx] };
}

/**
 * Pixels -> the line of sight through them, { from, direction } in the box's coordinates.
 * @type {(camera: Camera, width: number, height: number) => (px: number, py: number) => { from: number[], direction: number[] }}
 */
export function sight(camera, width, height) {
  const { from, back, right, up } = axes(camera);
  const scale = (FOCAL * height) / 2;
  return (px, py) => {
    const [across, upward] = [(px - width / 2) / scale, (height / 2 - py) / scale];
    return { from, direction: back.map((b, i) => across * right[i] + upward * up[i] - b) };
  };
}

/**
 * (x, y, z) in the box -> [pixels from the left, from the top, distance]; distance <= 0 is behind the eye.
 * @type {(camera: Camera, width: number, height: number) => (...place: number[]) => Pixel}
 */
export function projector(camera, width, height) {
  const { from, back, right, up } = axes(camera);
  const [[ex, ey, ez], [dx, dy, dz], [rx, ry], [ux, uy, uz]] = [from, back, right, up];
  const scale = (FOCAL * height) / 2;
  return (x, y, z) => {
    const [px, py, pz] = [x - ex, y - ey, z - ez];
    const depth = -(px * dx + py * dy + pz * dz);
    const across = px * rx + py * ry;
    const upward = px * ux + py * uy + pz * uz;
    return [width / 2 + (scale * across) / depth, height / 2 - (scale * upward) / depth, depth];
  };
}
