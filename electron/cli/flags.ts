/**
 * How Node runs the host. Without a bound V8 lets garbage grow with the memory of the machine: 430 MiB after a day of
 * 600 people where 160 MiB do (bench/, figure "resident memory"). The live data of an office stay under 64 MiB.
 */
export const HOST_FLAGS: readonly string[] = ['--max-semi-space-size=4', '--max-old-space-size=192'];
