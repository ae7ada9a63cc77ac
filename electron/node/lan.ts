import { hostname } from 'node:os';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { lanAddresses, spkiPin, stationCertificate } from './certificate.ts';
import { type Door, type Handler, openDoor } from './http.ts';

export type Lan = {
  door: Door;
  /** Where other machines find this one now: after a power cut it runs before the router has given it an address. */
  urls(): string[];
  /** Whether a `Host` header means this door, by the addresses of now. */
  answersTo(host: string): boolean;
  /** What their Chromium is started with, so that nobody learns to click through a warning. */
  pin: string;
};

/** Opens the HTTPS door for other machines over the handler, with the station's own certificate. */
export async function openLan(options: {
  handler: Handler;
  station: string;
  port: number;
  /** The system's name of the one network it opens to (`eth1`); null: every network of the machine. */
  network: string | null;
}): Promise<Result<Lan, { type: 'PortInUse' }>> {
  const { handler, station, port, network } = options;
  const tls = await stationCertificate(station);
  // By the addresses of now, not by the one it had at the start: a router may come up later than this machine.
  const accepts = (address: string) => network === null || ['127.0.0.1', ...lanAddresses(network)].includes(address);
  const opened = await openDoor({ handler, host: '0.0.0.0', port, tls, accepts });
  if (!opened.ok) return fail(opened.error);
  const door = opened.value;
  const address = (name: string) => `${name}:${door.port}`;
  return ok({
    door,
    urls: () => lanAddresses(network).map((name) => `https://${address(name)}`),
    answersTo(host) {
      // Windows writes a machine's name in capitals, a browser never does.
      const names = [...lanAddresses(network), hostname().toLowerCase(), 'localhost', '127.0.0.1'];
      return names.some((name) => address(name) === host.toLowerCase());
    },
    pin: spkiPin(tls.cert),
  });
}
