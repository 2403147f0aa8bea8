/**
 * So many of the new fleet's first minutes are left out where slow requests are compared: caches fill, code is compiled. It was
 * fixed before anything was seen.
 */
export const warmUpMinutes = 3;
