/** Demo seconds in a real one. */
export const DEMO_SPEEDS = [1, 3, 10, 30, 60] as const;
export type DemoSpeed = (typeof DEMO_SPEEDS)[number];

/** Above this nobody could listen to the voice: only the chime and the newest call sound. */
export const SPOKEN_UP_TO = 3;
