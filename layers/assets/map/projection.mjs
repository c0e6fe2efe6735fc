// Projections of the map: equal areas on the ellipsoid WGS 84, or web Mercator under tiles.
//
// Lambert's azimuthal equal-area projection: Snyder, Map Projections: A Working Manual (1987),
// 24-17 to 24-33. Equal Earth: Savric, Patterson and Jenny, The Equal Earth map projection (2018).
// Both work on the authalic latitude (Snyder, 3-11, 3-12 and 3-18), and keep areas by it.

export const RADIAN = Math.PI / 180;
const SEMI_MAJOR_KM = 6378.137; // km, semi-major axis of WGS 84
const ECCENTRICITY2 = 0.00669437999014; // its eccentricity, squared
const ECCENTRICITY = Math.sqrt(ECCENTRICITY2);
// Kilometres across the square in which maps lie: at each zoom a pixel is as wide as one of web
// Mercator on the equator.
export const SQUARE_KM = 2 * Math.PI * SEMI_MAJOR_KM;
const HIGHEST_LATITUDE = 85.0511287798; // where web Mercator ends
// Land farther than this from the centre of an azimuthal map is drawn at this distance.
const FARTHEST = 110 * RADIAN;

const EQUAL_EARTH = [1.340264, -0.081106, 0.000893, 0.003796];
const HALF_ROOT_3 = Math.sqrt(3) / 2;
const NEWTON_STEPS = 12;

const limit = (value, most) => Math.min(Math.max(value, -most), most);

function authalicQ(latitude) {
  const s = Math.sin(latitude);
  const es = ECCENTRICITY * s;
  return (
    (1 - ECCENTRICITY2) * (s / (1 - es * es) - Math.log((1 - es) / (1 + es)) / (2 * ECCENTRICITY))
  );
}
const POLE_Q = authalicQ(Math.PI / 2);
/** Radius of the sphere of equal area, in km. */
export const AUTHALIC_KM = SEMI_MAJOR_KM * Math.sqrt(POLE_Q / 2);

/** Sine of the authalic latitude of a geodetic latitude in radians. */
const authalicSine = (latitude) => limit(authalicQ(latitude) / POLE_Q, 1);

/** The geodetic latitude of an authalic one, in radians. */
function geodetic(beta) {
  const [e4, e6] = [ECCENTRICITY2 ** 2, ECCENTRICITY2 ** 3];
  return (
    beta +
    (ECCENTRICITY2 / 3 + (31 * e4) / 180 + (517 * e6) / 5040) * Math.sin(2 * beta) +
    ((23 * e4) / 360 + (251 * e6) / 3780) * Math.sin(4 * beta) +
    ((761 * e6) / 45360) * Math.sin(6 * beta)
  );
}

/** Difference of longitudes in radians, from -pi to pi. */
const turn = (difference) => difference - 2 * Math.PI * Math.round(difference / (2 * Math.PI));
/** A longitude in degrees, from -180 to 180. */
const wrap = (lon) => lon - 360 * Math.round(lon / 360);

/**
 * `forward`, from degrees to km east and north of the centre, and `inverse`; `extent`, half the km
 * across and up that are drawn. The edge is an ellipse, of semi-axes in the unit square.
 */
export function azimuthal(lon0, lat0) {
  const latitude = lat0 * RADIAN;
  const sine1 = authalicSine(latitude);
  const cosine1 = Math.sqrt(1 - sine1 * sine1);
  const d =
    (SEMI_MAJOR_KM * Math.cos(latitude)) /
    (Math.sqrt(1 - ECCENTRICITY2 * Math.sin(latitude) ** 2) * AUTHALIC_KM * cosine1);
  const most = 2 * AUTHALIC_KM * Math.sin(FARTHEST / 2);
  const extent = [most * d, most / d];
  return {
    extent,
    edge: { semi: extent.map((km) => km / SQUARE_KM), antipode: [wrap(lon0 + 180), -lat0] },
    forward(lon, lat) {
      const sine = authalicSine(lat * RADIAN);
      const cosine = Math.sqrt(1 - sine * sine);
      const east = turn((lon - lon0) * RADIAN);
      const x = cosine * Math.sin(east);
      const y = cosine1 * sine - sine1 * cosine * Math.cos(east);
      const near = 1 + sine1 * sine + cosine1 * cosine * Math.cos(east);
      if (near < 1e-12) return [extent[0], 0]; // the point opposite to the centre
      const b = AUTHALIC_KM * Math.sqrt(2 / near);
      const shrink = Math.min(1, most / (b * Math.max(Math.hypot(x, y), 1e-12)));
      return [b * d * x * shrink, ((b * y) / d) * shrink];
    },
    inverse(x, y) {
      const distance = Math.hypot(x / d, y * d);
      if (!distance) return [lon0, lat0];
      const rho = Math.min(distance, most);
      const [px, py] = [(x * rho) / distance, (y * rho) / distance];
      const c = 2 * Math.asin(rho / (2 * AUTHALIC_KM));
      const [sin, cos] = [Math.sin(c), Math.cos(c)];
      const beta = Math.asin(limit(cos * sine1 + (d * py * sin * cosine1) / rho, 1));
      const east = Math.atan2(px * sin, d * rho * cosine1 * cos - d * d * py * sine1 * sin);
      return [lon0 + east / RADIAN, geodetic(beta) / RADIAN];
    },
  };
}

/** The same for the whole world. */
function equalEarth() {
  const [a1, a2, a3, a4] = EQUAL_EARTH;
  const height = (t) => t * (a1 + a2 * t ** 2 + a3 * t ** 6 + a4 * t ** 8);
  const slope = (t) => a1 + 3 * a2 * t ** 2 + 7 * a3 * t ** 6 + 9 * a4 * t ** 8;
  const highest = height(Math.asin(HALF_ROOT_3));
  return {
    extent: [(Math.PI / (HALF_ROOT_3 * slope(0))) * AUTHALIC_KM, highest * AUTHALIC_KM],
    forward(lon, lat) {
      const theta = Math.asin(HALF_ROOT_3 * authalicSine(lat * RADIAN));
      const x = (limit(lon, 180) * RADIAN * Math.cos(theta)) / (HALF_ROOT_3 * slope(theta));
      return [x * AUTHALIC_KM, height(theta) * AUTHALIC_KM];
    },
    inverse(x, y) {
      const goal = limit(y / AUTHALIC_KM, highest);
      let theta = goal;
      for (let i = 0; i < NEWTON_STEPS; i++) theta -= (height(theta) - goal) / slope(theta);
      const beta = Math.asin(limit(Math.sin(theta) / HALF_ROOT_3, 1));
      const lon = ((x / AUTHALIC_KM) * HALF_ROOT_3 * slope(theta)) / Math.cos(theta) / RADIAN;
      return [limit(lon, 180), geodetic(beta) / RADIAN];
    },
  };
}

/** In km of the square; web Mercator is a sphere with the equator of WGS 84. */
const MERCATOR = {
  forward(lon, lat) {
    const latitude = limit(lat, HIGHEST_LATITUDE) * RADIAN;
    return [
      SEMI_MAJOR_KM * lon * RADIAN,
      SEMI_MAJOR_KM * Math.log(Math.tan(Math.PI / 4 + latitude / 2)),
    ];
  },
  inverse: (x, y) => [
    x / SEMI_MAJOR_KM / RADIAN,
    (2 * Math.atan(Math.exp(y / SEMI_MAJOR_KM)) - Math.PI / 2) / RADIAN,
  ],
};

/**
 * The projection that `layers/content/projection.py` chose, { kind, lon, lat }; web Mercator at
 * null. `unit` takes degrees, { lon, lat } of arrays, to { x, y } of the unit square, from its top
 * left corner; `degrees` takes one x and y back to [lon, lat]. All that an equal-area map draws is in
 * the box `globe` of that square; one with an `edge` ends there.
 */
export function createProjection(chosen) {
  const { forward, inverse, extent, edge } = !chosen
    ? MERCATOR
    : chosen.kind === "eqearth"
      ? equalEarth()
      : azimuthal(chosen.lon, chosen.lat);
  function unit({ lon, lat }) {
    const [x, y] = [new Float64Array(lon.length), new Float64Array(lon.length)];
    for (let i = 0; i < lon.length; i++) {
      const [east, north] = forward(lon[i], lat[i]);
      x[i] = 0.5 + east / SQUARE_KM;
      y[i] = 0.5 - north / SQUARE_KM;
    }
    return { x, y };
  }
  const degrees = (x, y) => inverse((x - 0.5) * SQUARE_KM, (0.5 - y) * SQUARE_KM);
  const [halfWidth, halfHeight] = (extent ?? []).map((km) => km / SQUARE_KM);
  const globe = extent && {
    x: 0.5 - halfWidth,
    y: 0.5 - halfHeight,
    width: 2 * halfWidth,
    height: 2 * halfHeight,
  };
  return { unit, degrees, forward, inverse, globe, edge, isEqualArea: Boolean(chosen) };
}

/** SEMI_MAJOR_KM coordinate system for Leaflet. */
export function leafletCrs(L, { unit, degrees }) {
  const projection = {
    project: ({ lat, lng }) => {
      const { x, y } = unit({ lon: [lng], lat: [lat] });
      return L.point(x[0], y[0]);
    },
    unproject: ({ x, y }) => {
      const [lon, lat] = degrees(x, y);
      return L.latLng(lat, lon);
    },
    bounds: L.bounds([0, 0], [1, 1]),
  };
  const transformation = new L.Transformation(1, 0, 1, 0);
  return L.extend({}, L.CRS.Earth, { code: "controlmap", projection, transformation });
}
