import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { z } from 'zod';
import { writeFileSafely } from './files.ts';
import { keyFolder } from './keys.ts';

export type Certificate = { key: string; cert: string };

const stored = z.object({ key: z.string(), cert: z.string() });

/**
 * The station's own certificate for the LAN door, made once, valid ten years.
 * Its key lies with the database key, outside every backup.
 */
export async function stationCertificate(station: string): Promise<Certificate> {
  const path = join(keyFolder(), `${station}.tls.json`);
  if (existsSync(path)) return stored.parse(JSON.parse(readFileSync(path, 'utf8')));
  const made = await generate([{ name: 'commonName', value: hostname() }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 3652 * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: hostname() },
          { type: 2, value: 'localhost' },
          ...lanAddresses().map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  const certificate = { key: made.private, cert: made.cert };
  mkdirSync(keyFolder(), { recursive: true, mode: 0o700 });
  writeFileSafely(path, JSON.stringify(certificate));
  return certificate;
}

/** What `--ignore-certificate-errors-spki-list` wants: base64 SHA-256 of the public key. */
export function spkiPin(cert: string): string {
  const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}

/** IPv4 addresses of this machine that others in the office can reach: of all its networks, or of the one so named. */
export function lanAddresses(network: string | null = null): string[] {
  const networks = networkInterfaces();
  return (network === null ? Object.values(networks) : [networks[network]])
    .flat()
    .flatMap((address) => (address && address.family === 'IPv4' && !address.internal ? [address.address] : []));
}
