import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileSafely } from '../node/files.ts';
import type { Remembered } from './placement.ts';

const spot = z.object({
  label: z.string(),
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
});
const file = z.object({ board: spot.exactOptional(), take: spot.exactOptional() });

/** Where the screens stood last; nothing when that cannot be read, which costs one move of a window. */
export function readMemory(home: string): Remembered {
  try {
    return file.parse(JSON.parse(readFileSync(join(home, 'displays.json'), 'utf8')));
  } catch {
    return {};
  }
}

export function writeMemory(home: string, memory: Remembered): void {
  try {
    writeFileSafely(join(home, 'displays.json'), JSON.stringify(memory));
  } catch {
    // A full disk: the screens stand where they are all the same.
  }
}
