import { hostname } from 'node:os';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { lanAddresses, spkiPin, stationCertificate } from './certificate.ts';
import { type Door, type Handler, openDoor } from './http.ts';

export type Lan = {
  door: Door;
  /** Where other machines find this one. */
  urls: string[];
  /** What their Chromium is started with, so that nobody learns to click through a warning. */
  pin: string;
};

/**
 * Opens the HTTPS door for other machines over the handler, with the station's own certificate. The names it answers
 * to are added to `hosts`, which the handler's `allowsHost` reads.
 */
export async function openLan(options: {
  handler: Handler;
  station: string;
  port: number;
  hosts: Set<string>;
}): Promise<Result<Lan, { type: 'PortInUse' }>> {
  const { handler, station, port, hosts } = options;
  const tls = await stationCertificate(station);
  const opened = await openDoor({ handler, host: '0.0.0.0', port, tls });
  if (!opened.ok) return fail(opened.error);
  const door = opened.value;
  for (const name of [...lanAddresses(), hostname(), 'localhost', '127.0.0.1']) hosts.add(`${name}:${door.port}`);
  return ok({
    door,
    urls: lanAddresses().map((address) => `https://${address}:${door.port}`),
    pin: spkiPin(tls.cert),
  });
}
