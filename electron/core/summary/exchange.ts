import { z } from 'zod';
import { signedBytes } from '../kernel/signed.ts';

/**
 * What travels between an office and its superior office, and where it lies on a stick, in a folder or on an SFTP drop:
 *   up/<station>-<day>-<label>.zip.age      an office's bundle         down/<station>.return.json   the answer to it
 *   <name>.superior.json, <station>.station.json                      enrolment, in the folder itself
 * A name that begins with a dot and ends in `.part` is half written and is never read.
 */
export const UP = 'up';
export const DOWN = 'down';

const day = z.iso.date();
/** UTC ms up to the year 9999: of a later one no calendar day can be told, and nobody's signed nonsense may stop a night. */
export const instant = z.int().min(0).max(253_402_275_599_999);
/** What no name may hold: people know each other by names on screens and paper, and these turn, hide or end what is read. */
export const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const shownName = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .refine((name) => name.search(UNSHOWN) < 0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const stationId = z.string().regex(/^S[A-Za-z0-9]{1,12}$/);
/** 0 for the first; after a restore the Unix time (s) of that restore, so that no two are alike. */
const epoch = z.int().min(0);
const sequence = z.int().min(1).max(10_000_000);

/** Names a bundle of its station: sequence 12 of the first epoch, or of the one opened at a restore. */
const bundleRef = z.object({ epoch, sequence, manifest: sha256 });
export type BundleRef = z.infer<typeof bundleRef>;

export const manifestSchema = z.object({
  format: z.literal(1),
  station: stationId,
  day,
  epoch,
  /** The last bundle with a receipt when this epoch began; null in the first epoch or when there was none. */
  epochFrom: bundleRef.nullable(),
  /** 1, 2, 3 … within an epoch, without a gap. */
  sequence,
  /** SHA-256 of the manifest before it in this epoch; in the first of an epoch that of `epochFrom`. */
  previous: sha256.nullable(),
  /** The bundle of the same day that this one corrects. */
  replaces: bundleRef.nullable(),
  /** UTC ms by the office's clock. */
  madeAt: instant,
  /** Up to where the logs were read: the day computed there again gives the same bytes. */
  log: z
    .array(z.object({ station: stationId, seq: z.int().min(0), hash: sha256 }))
    .min(1)
    .max(20),
  files: z
    .array(
      z.object({ name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,40}$/), size: z.int().min(0).max(200_000), sha256 }),
    )
    .min(1)
    .max(10),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** `manifest.sig`: Ed25519 over `toiluot/1//daily-export//` + the manifest's exact bytes, base64. */
export const manifestSignatureSchema = z.object({
  version: z.literal(1),
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  signature: z.string().max(100),
});

/** `12`, or `1795572000.3` after a restore. */
export function bundleLabel({ epoch, sequence }: { epoch: number; sequence: number }): string {
  return epoch === 0 ? String(sequence) : `${epoch}.${sequence}`;
}

export function bundleName(of: { station: string; day: string; epoch: number; sequence: number }): string {
  return `${of.station}-${of.day}-${bundleLabel(of)}.zip.age`;
}

/** What a bundle's name says; null when it is not the name of one. */
export function parseBundleName(
  name: string,
): { station: string; day: string; epoch: number; sequence: number } | null {
  const [, station = '', on = '', opened = '0', number = ''] =
    /^(S[A-Za-z0-9]{1,12})-(\d{4}-\d{2}-\d{2})-(?:(\d{1,12})\.)?(\d{1,8})\.zip\.age$/.exec(name) ?? [];
  return number === '' ? null : { station, day: on, epoch: Number(opened), sequence: Number(number) };
}

export const superiorFileName = (id: string) => `${id}.superior.json`;
export const stationFileName = (station: string) => `${station}.station.json`;

export const returnName = (station: string) => `${station}.return.json`;

/** A bundle is a few kilobytes; whatever is larger is not one. The HTTPS door refuses it before reading. */
export const BUNDLE_LIMIT = 64 * 1024;

/** The superior office's answer to one station, signed by its receipt key (`return`). It replaces the one before. */
export const returnSchema = z.object({
  format: z.literal(1),
  station: stationId,
  issuedAt: instant,
  /** The latest, at most 400: what a station lost by a restore it learns again here. */
  receipts: z.array(z.object({ ...bundleRef.shape, day, acceptedAt: instant })).max(400),
  /** Bundles it could not take, by name and hash, with the reason's type. */
  refused: z.array(z.object({ name: z.string().max(80), sha256, reason: z.string().max(40) })).max(50),
  /** Sequences it has not got though it has later ones: the station sends them again. */
  missing: z.array(z.object({ epoch, from: sequence, to: sequence })).max(50),
});
export type ReturnDocument = z.infer<typeof returnSchema>;

/** At a change of keys: the key before vouches for the new one (`successionBytes`); null when none does. */
const succession = z.object({ keyId: z.string().regex(/^[0-9a-f]{16}$/), signature: z.string().max(100) }).nullable();

/** What the key before signs: whose new key, from which day. The new key signs the rest of the file. */
export function successionBytes(of: 'superior' | 'station', id: string, publicKey: string, validFrom: string) {
  return signedBytes('succession', new TextEncoder().encode(JSON.stringify([of, id, publicKey, validFrom])));
}

const publicKey = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);

/** The superior office's file for its stations (`superior`), signed by its receipt key. */
export const superiorSchema = z.object({
  format: z.literal(1),
  /** Stays the same when keys change. */
  id: z.string().regex(/^[A-Za-z0-9]{4,20}$/),
  name: shownName(80),
  /** `age1…`: to whom bundles are encrypted. */
  recipient: z.string().regex(/^age1[a-z0-9]{10,200}$/),
  /** Ed25519, raw 32 bytes in base64. */
  receiptKey: publicKey,
  https: z
    .object({
      url: z
        .string()
        .regex(/^https:\/\/[^\s/]+$/)
        .max(200),
      /** Base64 SHA-256 of the station's public key (SPKI). */
      pin: publicKey,
    })
    .nullable(),
  sftp: z
    .object({
      host: z.string().min(1).max(200),
      port: z.int().min(1).max(65_535),
      user: z.string().min(1).max(60),
      folder: z.string().max(200),
      /** `SHA256:…` as OpenSSH prints it. */
      hostKey: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
    })
    .nullable(),
  validFrom: day,
  succession,
  issuedAt: instant,
});
export type SuperiorFile = z.infer<typeof superiorSchema>;

/** A station's answer (`station`), signed by its own key. */
export const stationSchema = z.object({
  format: z.literal(1),
  station: stationId,
  name: shownName(60),
  communeCode: z.string().regex(/^(\d{5})?$/),
  publicKey,
  validFrom: day,
  /** SHA-256 of the body of the superior office's file that it answers, so that both sides speak of the same one. */
  answers: sha256,
  /** Random, drawn for this answer: nobody can prepare a false superior file whose words agree. */
  nonce: z.string().regex(/^[A-Za-z0-9_-]{20,50}$/),
  succession,
  issuedAt: instant,
});
export type StationFile = z.infer<typeof stationSchema>;
