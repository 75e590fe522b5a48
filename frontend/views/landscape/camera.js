// The camera over the stage: an orbit around the box's centre, and where it puts a point of the box on the canvas.

/** @typedef {{ azimuth: number, elevation: number, radius: number, centre: number[] }} Camera */

// Plotly's perspective scenes have a vertical field of view of 45 degrees.
const FOCAL = 1 / Math.tan(Math.PI / 8);
// A block is not seen from below.
const ELEVATION = { least: 0, most: 1.5 };
const RADIUS = { least: 0.8, most: 5 };
// From the side: low enough for a profile, high enough for what lies behind the near rim.
const LOW = 0.12;
/**
 * `azimuth` and `elevation` in radians, `radius` in units of the box's edge, `centre` the point looked at.
 * @type {(azimuth?: number, elevation?: number, radius?: number, centre?: number[]) => Camera}
 */
export function orbit(azimuth = -0.9, elevation = 0.52, radius = 1.8, centre = [0, 0, -0.06]) {
  return { azimuth, elevation, radius, centre };
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
 * The camera that looks at what is so many pixels to the right of the middle, and below it.
 * @type {(camera: Camera, right: number, down: number, height: number) => Camera}
 */
export function moved(camera, right, down, height) {
  const length = (2 * camera.radius) / (FOCAL * height);
  const { right: across, up } = axes(camera);
  return { ...camera, centre: camera.centre.map((c, i) => c + length * (right * across[i] - down * up[i])) };
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
