import type { Failure, Result } from './result.ts';

/** What the core needs of the world. Adapters live in electron/node; tests use the same interfaces. */
export interface Clock {
  /** Wall time in UTC milliseconds. May jump; the log makes it monotonic. */
  now(): number;
  /** Milliseconds since some fixed point of this process; never jumps. */
  monotonic(): number;
}

export interface Ids {
  /** A random id of 26 characters that sorts by creation time (so that index pages are written in order). */
  next(at: number): string;
  /** A secret of 256 random bits, base64url. */
  secret(): string;
  /** A uniformly random integer in [0, below). */
  integer(below: number): number;
}

export interface Hasher {
  /** SHA-256 of bytes or of a UTF-8 text, lower-case hex. */
  sha256(data: string | Uint8Array): string;
}

/** Ed25519. Public keys are 32 raw bytes, private ones PKCS 8, both base64; signatures are base64. */
export interface Signer {
  newKey(): { publicKey: string; privateKey: string };
  sign(privateKey: string, bytes: Uint8Array): string;
  /** False also for a key or a signature that is none. */
  verify(publicKey: string, bytes: Uint8Array, signature: string): boolean;
}

export interface Stretcher {
  /** 8 bytes that follow from a text, on every machine the same; slow on purpose (scrypt, 32 MiB, about 0.3 s). */
  stretch(text: string): Promise<Uint8Array>;
}

export interface Pins {
  /** A salted slow hash of a PIN, in PHC text form. */
  hash(pin: string): Promise<string>;
  verify(pin: string, hash: string): Promise<boolean>;
}

export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;

/** Why the store could not write. Nothing of the transaction was kept. */
export type StoreFailure =
  | { type: 'DiskFull' }
  | { type: 'ReadOnly' }
  | { type: 'DatabaseDamaged' }
  | { type: 'DiskFault' };

/** A synchronous SQL store. Statements are prepared once and kept by their text. */
export interface Db {
  run(sql: string, ...params: SqlValue[]): void;
  get<T = Row>(sql: string, ...params: SqlValue[]): T | undefined;
  all<T = Row>(sql: string, ...params: SqlValue[]): T[];
  exec(sql: string): void;
  /**
   * Runs `work` in one transaction; when it returns a failure, or throws, nothing is kept.
   * After `ok` the change is on the disk (synchronous=FULL). No `await` inside. Not to be nested.
   */
  transaction<T, E extends Failure>(work: () => Result<T, E>): Result<T, E | StoreFailure>;
}

/** What the Electron shell can do that a browser cannot. Absent on the station host. */
export interface Kiosk {
  /** The printers of this machine, by the names the system knows them by. */
  printers(): Promise<string[]>;
  /** Prints without asking; ok once the system has taken the paper. `printer` is a name, or empty for the system's default. */
  print(
    paper: { html: string; styles: string[]; heightMm: number },
    printer: string,
  ): Promise<Result<null, { type: 'PrinterMissing' | 'PrinterFailed' }>>;
  /** The HTTPS door for other machines; null while it is shut. */
  lan(): { urls: string[]; pin: string } | null;
  /** Ends the program, once the answer that let it has left. */
  leave(): void;
}

/** A USB stick or another drive that can be pulled. Never the system disk. */
export type Drive = {
  /** Names it as long as it is plugged in. */
  id: string;
  /** What a person knows it by: the name of its volume, or its make. */
  label: string;
  /** In bytes. */
  size: number;
  state:
    | { type: 'unusable'; reason: 'SeveralPartitions' | 'UnknownFileSystem' }
    /** Plugged in; mounted by whoever takes it. */
    | { type: 'unmounted' }
    | { type: 'mounted'; path: string }
    /** Being written, or being ejected. */
    | { type: 'busy' }
    /** May be pulled; stays so until it is. */
    | { type: 'ejected' };
};

/** The drives of this machine. At each only one thing is done at a time: who comes second waits. */
export interface Drives {
  /** Those plugged in now; none is an empty list. */
  list(): Promise<Drive[]>;
  /** Tells the list at each change, until what it returns is called. */
  watch(listener: (drives: Drive[]) => void): () => void;
  /** Mounts a drive where nobody has yet and keeps it for the caller, 'busy', until it is released. `path` is its root. */
  take(id: string): Promise<Result<{ path: string; release(): void }, { type: 'TargetMissing' | 'TargetUnusable' }>>;
  /** Flushes and unmounts: after ok it may be pulled. */
  eject(id: string): Promise<Result<null, { type: 'TargetMissing' | 'DriveInUse' }>>;
}

/** A small file that people carry: of enrolment, signed, nothing in it is secret. */
export type CarriedFile = { name: string; text: string };

/** The stick that is plugged in, for such files and for the day's report. */
export interface Carrier {
  /** Those whose names end with `suffix`. */
  read(suffix: '.superior.json' | '.station.json'): Promise<Result<CarriedFile[]>>;
  /** ok once it was flushed and read back. */
  write(file: CarriedFile): Promise<Result<null>>;
  /** A report of the day, with its SHA-256 beside it; ok once both were flushed and read back. */
  saveDocument(file: { name: string; base64: string }): Promise<Result<null>>;
}

/** The program's own log file. Never personal data. */
export interface Log {
  write(event: string, fields?: Readonly<Record<string, string | number | boolean | null>>): void;
}
