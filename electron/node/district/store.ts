import Database from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  PostgresDialect,
  SqliteDialect,
  SqliteDriver,
  sql,
} from 'kysely';
import pg from 'pg';
import {
  type Attention,
  type BundleRow,
  type DayRow,
  type DistrictFailure,
  type DistrictReads,
  type DistrictStore,
  type DistrictTransaction,
  ENTERED,
  GRID_COLUMNS,
  SUMMED,
  type SumRow,
} from '../../core/district/store.ts';
import type { Db } from '../../core/kernel/ports.ts';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import { createSecrets } from '../../core/kernel/secrets.ts';
import { databasePath, type FolderFailure, openSecret } from '../folder.ts';
import { databaseKey, fileKeys, type KeyStore } from '../keys.ts';
import { storeFailure, unlock } from '../sqlite/db.ts';
import { type Schema, steps } from './schema.ts';

/**
 * Opens the superior office's store: in PostgreSQL when `database` is an address (`postgres://…`), else in the office's
 * own file in `dir`, beside the connection of its log, so that every backup of the file holds it. Makes or updates the
 * tables. Several programs may have it open at once.
 */
export async function openDistrictStore(
  dir: string,
  database: string | null,
  keys: KeyStore = fileKeys,
): Promise<Result<DistrictStore, DistrictFailure | FolderFailure>> {
  if (database !== null) return openDistrictPostgres(database);
  const secret = openSecret(dir, keys);
  if (!secret.ok) return secret;
  return openDistrictFile(databasePath(dir), databaseKey(secret.value));
}

/** Where the folder's superior office keeps its figures, as it was last said: `postgres://…`, or null for the folder itself. */
export function knownDatabase(db: Db): string | null {
  return createSecrets(db).get(DATABASE);
}

/** Remembers it, so that no later start without the address begins an empty one beside it. */
export function rememberDatabase(db: Db, address: string): void {
  createSecrets(db).put(DATABASE, address);
}

/** The same in a SQLite file; `key` null opens one that is not encrypted. */
export async function openDistrictFile(
  path: string,
  key: Buffer | null,
): Promise<Result<DistrictStore, DistrictFailure>> {
  try {
    return migrated(createStore(sqlite(path, key), false));
  } catch (error) {
    return fail(storeFailure(error));
  }
}

/** The same in PostgreSQL, by its address. */
export function openDistrictPostgres(url: string): Promise<Result<DistrictStore, DistrictFailure>> {
  return migrated(createStore(postgres(url), true));
}

/** Its name among the secrets: the address may hold a password. */
const DATABASE = 'district:database';

type Store = DistrictStore & { db: Kysely<Schema> };

/** A clash with another writer is tried again this often before it is a fault. */
const TRIES = 5;
const KEPT_REFUSED = 1000;
/** Values in one statement; SQLite takes 32,766. */
const VALUES = 20_000;

function createStore(dialect: Dialect, locks: boolean): Store {
  const db = new Kysely<Schema>({ dialect });
  return {
    db,
    read: (work) => guarded(() => work(reads(db))),
    transaction: (work) =>
      guarded(() => db.transaction().execute(async (tx) => work({ ...reads(tx), ...writes(tx, locks) }))),
    close: () => db.destroy(),
  };
}

async function migrated(store: Store): Promise<Result<DistrictStore, DistrictFailure>> {
  const newest = steps.at(-1)?.version ?? 0;
  const done = await guarded(() =>
    store.db.transaction().execute(async (tx) => {
      await sql`CREATE TABLE IF NOT EXISTS district_schema (version integer PRIMARY KEY)`.execute(tx);
      const versions = await tx.selectFrom('district_schema').select('version').execute();
      const found = Math.max(0, ...versions.map(({ version }) => version));
      for (const { version, statements } of steps) {
        if (version <= found) continue;
        // First: of two programs that start at once the second one waits here, then begins again.
        await tx.insertInto('district_schema').values({ version }).execute();
        for (const statement of statements) await sql.raw(statement).execute(tx);
      }
      return found;
    }),
  );
  if (done.ok && done.value <= newest) return ok(store);
  await store.close();
  return done.ok ? fail({ type: 'SchemaTooNew', found: done.value, known: newest }) : done;
}

function reads(db: Kysely<Schema>): DistrictReads {
  return {
    stations: () => db.selectFrom('district_station').selectAll().orderBy('id').execute(),
    station: (id) => db.selectFrom('district_station').selectAll().where('id', '=', id).executeTakeFirst(),
    stationsOf: (ids) =>
      some(ids, () => db.selectFrom('district_station').selectAll().where('id', 'in', ids).execute()),
    keys: (stations) =>
      some(stations, () =>
        db
          .selectFrom('district_key')
          .selectAll()
          .$if(stations !== undefined, (query) => query.where('station', 'in', stations ?? []))
          .orderBy('validFrom')
          .execute(),
      ),
    async grid(day, months) {
      // At once: PostgreSQL answers on several connections while what has come is read.
      const [stations, days, heads, bits] = await Promise.all([
        db
          .selectFrom('district_station')
          .select(['id', 'name', 'commune', 'state', 'expectedFrom', 'endedOn'])
          .where('state', '!=', 'asked')
          .execute(),
        db.selectFrom('district_day').select(GRID_COLUMNS).where('day', '=', day).execute(),
        db.selectFrom('district_head').select(['station', 'lastDay']).execute(),
        some(months, () => db.selectFrom('district_month').selectAll().where('month', 'in', months).execute()),
      ]);
      return { stations, days, heads, months: bits };
    },
    daysOf: (station, from, to) =>
      db
        .selectFrom('district_day')
        .selectAll()
        .where('station', '=', station)
        .where('day', '>=', from)
        .where('day', '<=', to)
        .orderBy('day')
        .execute(),
    async sums(from, to) {
      const over = (column: 'station' | 'day') =>
        db
          .selectFrom('district_day')
          .where('day', '>=', from)
          .where('day', '<=', to)
          .groupBy(column)
          .orderBy(column)
          .select((eb) => [
            sql<string>`${column === 'station' ? sql.ref('station') : sql`''`}`.as('station'),
            sql<string>`${column === 'day' ? sql.ref('day') : sql`''`}`.as('day'),
            eb.fn.countAll<number>().as('days'),
            ...SUMMED.map((name) => eb.fn.sum<number>(name).as(name)),
            ...ENTERED.map(([name]) => eb.fn.coalesce(eb.fn.sum<number>(name), sql<number>`0`).as(name)),
            ...ENTERED.map(([name, counted]) => eb.fn.count<number>(name).as(counted)),
          ])
          .execute() as unknown as Promise<SumRow[]>;
      return { byStation: await over('station'), byDay: await over('day') };
    },
    summary: (station, day) =>
      db
        .selectFrom('district_summary')
        .selectAll()
        .where('station', '=', station)
        .where('day', '=', day)
        .executeTakeFirst(),
    bundlesOfDay: (station, day) =>
      db
        .selectFrom('district_bundle')
        .selectAll()
        .where('station', '=', station)
        .where('day', '=', day)
        .orderBy('epoch')
        .orderBy('sequence')
        .execute(),
    lastBundles: (station, limit) =>
      db
        .selectFrom('district_bundle')
        .selectAll()
        .where('station', '=', station)
        .orderBy('receivedAt', 'desc')
        .orderBy('epoch', 'desc')
        .orderBy('sequence', 'desc')
        .limit(limit)
        .execute(),
    bundlesAround: (positions) =>
      some(positions, async () => {
        const wanted = sql.join(
          positions.map(
            (at) => sql`(cast(${at.station} as text), cast(${at.epoch} as bigint), cast(${at.sequence} as integer))`,
          ),
        );
        const found = await sql<BundleRow>`WITH wanted (station, epoch, sequence) AS (VALUES ${wanted})
          SELECT b.* FROM wanted w JOIN district_bundle b
          ON b.station = w.station AND b.epoch = w.epoch AND b.sequence BETWEEN w.sequence - 1 AND w.sequence + 1`.execute(
          db,
        );
        return found.rows;
      }),
    successors: (of) =>
      some(of, async () => {
        const wanted = sql.join(of.map((one) => sql`(cast(${one.station} as text), cast(${one.previous} as text))`));
        const found = await sql<BundleRow>`WITH wanted (station, previous) AS (VALUES ${wanted})
          SELECT b.* FROM wanted w JOIN district_bundle b
          ON b.station = w.station AND b.previous = w.previous`.execute(db);
        return found.rows;
      }),
    epochs: (stations) =>
      some(stations, () =>
        db
          .selectFrom('district_epoch')
          .selectAll()
          .$if(stations !== undefined, (query) => query.where('station', 'in', stations ?? []))
          .orderBy('station')
          .orderBy('epoch')
          .execute(),
      ),
    gaps: (stations) =>
      some(stations, () =>
        db
          .selectFrom('district_gap')
          .selectAll()
          .$if(stations !== undefined, (query) => query.where('station', 'in', stations ?? []))
          .orderBy('station')
          .orderBy('epoch')
          .orderBy('first')
          .execute(),
      ),
    heads: (stations) =>
      some(stations, () => db.selectFrom('district_head').selectAll().where('station', 'in', stations).execute()),
    months: (stations, months) =>
      some(stations, () =>
        db
          .selectFrom('district_month')
          .selectAll()
          .where('station', 'in', stations)
          .where('month', 'in', months)
          .execute(),
      ),
    days: (of) =>
      some(of, async () => {
        const wanted = sql.join(of.map((one) => sql`(cast(${one.station} as text), cast(${one.day} as text))`));
        const found = await sql<DayRow>`WITH wanted (station, day) AS (VALUES ${wanted})
          SELECT d.* FROM wanted w JOIN district_day d ON d.station = w.station AND d.day = w.day`.execute(db);
        return found.rows;
      }),
    held: (stations) =>
      some(stations, () =>
        db
          .selectFrom('district_held')
          .selectAll()
          .$if(stations !== undefined, (query) => query.where('station', 'in', stations ?? []))
          .orderBy('heldAt')
          .execute(),
      ),
    refused: (stations) =>
      some(stations, () => {
        const open = openRefusals(db).selectAll('r').orderBy('r.at', 'desc').limit(KEPT_REFUSED);
        return (stations === undefined ? open : open.where('r.station', 'in', stations)).execute();
      }),
    async attention() {
      const held = db
        .selectFrom('district_held as h')
        .select((eb) => [
          'h.station',
          'h.kind',
          eb.fn.countAll<number>().as('count'),
          eb.fn.max<number>('h.heldAt').as('at'),
        ])
        // Once the station goes on in a later epoch, its two histories are behind it.
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('district_epoch as e')
                .select('e.epoch')
                .whereRef('e.station', '=', 'h.station')
                .whereRef('e.epoch', '>', 'h.epoch'),
            ),
          ),
        )
        .groupBy(['h.station', 'h.kind'])
        .execute();
      const refused = openRefusals(db)
        .select((eb) => ['r.station', eb.fn.countAll<number>().as('count'), eb.fn.max<number>('r.at').as('at')])
        .groupBy('r.station')
        .execute();
      const gaps = db
        .selectFrom('district_gap')
        .select(['station', sql<number>`sum("last" - "first" + 1)`.as('count'), sql<number>`0`.as('at')])
        .groupBy('station')
        .execute();
      const restored = db
        .selectFrom('district_epoch')
        .where('epoch', '>', 0)
        .select((eb) => ['station', eb.fn.countAll<number>().as('count'), eb.fn.max<number>('seenAt').as('at')])
        .groupBy('station')
        .execute();
      const marked = (kind: Attention['kind'], rows: Omit<Attention, 'kind'>[]) =>
        rows.map((row): Attention => ({ ...row, kind }));
      const [a, b, c, d] = await Promise.all([held, refused, gaps, restored]);
      return [...a, ...marked('refused', b), ...marked('gap', c), ...marked('restored', d)];
    },
    returns: (stations) =>
      some(stations, () => db.selectFrom('district_return').selectAll().where('station', 'in', stations).execute()),
  };
}

/** A file that came whole later is no trouble any more. */
function openRefusals(db: Kysely<Schema>) {
  return db
    .selectFrom('district_refused as r')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('district_bundle as b')
            .select('b.sequence')
            .whereRef('b.station', '=', 'r.station')
            .whereRef('b.epoch', '=', 'r.epoch')
            .whereRef('b.sequence', '=', 'r.sequence'),
        ),
      ),
    );
}

function writes(tx: Kysely<Schema>, locks: boolean): Omit<DistrictTransaction, keyof DistrictReads> {
  /** Many rows a statement; a row that is there is written over. */
  const put = async <T extends keyof Schema>(
    table: T,
    key: readonly (keyof Schema[T] & string)[],
    rows: readonly Schema[T][],
  ) => {
    for (const some of slices(rows)) {
      const others = Object.keys(some[0] ?? {}).filter((name) => !key.includes(name as never));
      await tx
        .insertInto(table)
        .values(some as never)
        .onConflict((conflict) =>
          conflict
            .columns(key as never)
            .doUpdateSet(Object.fromEntries(others.map((name) => [name, sql.ref(`excluded.${name}`)])) as never),
        )
        .execute();
    }
  };
  const BY_DAY = ['station', 'day'] as const;
  return {
    async lock(stations) {
      // SQLite's transaction has kept everybody off from its begin.
      if (!locks || stations.length === 0) return;
      await tx
        .selectFrom('district_station')
        .select('id')
        .where('id', 'in', stations)
        .orderBy('id')
        .forUpdate()
        .execute();
    },
    saveStation: (row) => put('district_station', ['id'], [row]),
    async removeStation(id) {
      await tx.deleteFrom('district_station').where('id', '=', id).execute();
    },
    saveKey: (row) => put('district_key', ['station', 'keyId'], [row]),
    async addBundles(rows) {
      for (const some of slices(rows)) await tx.insertInto('district_bundle').values(some).execute();
    },
    saveEpochs: (rows) => put('district_epoch', ['station', 'epoch'], rows),
    async replaceGaps(of, rows) {
      for (const { station, epoch } of of) {
        await tx.deleteFrom('district_gap').where('station', '=', station).where('epoch', '=', epoch).execute();
      }
      for (const some of slices(rows)) await tx.insertInto('district_gap').values(some).execute();
    },
    saveDays: (rows) => put('district_day', BY_DAY, rows),
    saveSummaries: (rows) => put('district_summary', BY_DAY, rows),
    saveMonths: (rows) => put('district_month', ['station', 'month'], rows),
    saveHeads: (rows) => put('district_head', ['station'], rows),
    addHeld: (rows) => put('district_held', ['station', 'manifest'], rows),
    async removeHeld(of) {
      for (const { station, manifest } of of) {
        await tx.deleteFrom('district_held').where('station', '=', station).where('manifest', '=', manifest).execute();
      }
    },
    async addRefused(rows) {
      await put('district_refused', ['station', 'name', 'sha256'], rows);
      for (const station of new Set(rows.map((row) => row.station))) {
        await tx
          .deleteFrom('district_refused')
          .where('station', '=', station)
          .where('at', '<', (eb) =>
            eb
              .selectFrom(
                eb
                  .selectFrom('district_refused')
                  .select('at')
                  .where('station', '=', station)
                  .orderBy('at', 'desc')
                  .limit(KEPT_REFUSED)
                  .as('kept'),
              )
              .select(({ fn }) => fn.min<number>('kept.at').as('at')),
          )
          .execute();
      }
    },
    saveReturns: (rows) => put('district_return', ['station'], rows),
  };
}

function slices<T extends object>(rows: readonly T[]): T[][] {
  const each = Math.max(1, Math.floor(VALUES / Math.max(1, Object.keys(rows[0] ?? {}).length)));
  return Array.from({ length: Math.ceil(rows.length / each) }, (_, i) => rows.slice(i * each, (i + 1) * each));
}

/** An empty list asks nothing: `IN ()` is no SQL everywhere. */
async function some<T>(list: readonly unknown[] | undefined, work: () => Promise<T[]>): Promise<T[]> {
  return list?.length === 0 ? [] : work();
}

async function guarded<T>(work: () => Promise<T>): Promise<Result<T, DistrictFailure>> {
  for (let tried = 1; ; tried++) {
    try {
      return ok(await work());
    } catch (error) {
      if (tried < TRIES && (CLASHES.includes(sqlState(error)) || isLost(error))) continue;
      return fail(failureOf(error));
    }
  }
}

/** Serialization, deadlock, and two programs that make the same table or row at once. */
const CLASHES = ['40001', '40P01', '23505', '42P07'];

/** A connection that was open is gone, as after a restart of the database; each one in the pool is found out once. */
function isLost(error: unknown): boolean {
  if (sqlState(error) === '57P01') return true;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE' || (error instanceof Error && LOST.test(error.message));
}

const LOST = /Connection terminated|not queryable/;

function failureOf(error: unknown): DistrictFailure {
  if (error instanceof Database.SqliteError) return storeFailure(error);
  const state = sqlState(error);
  if (state === '53100') return { type: 'DiskFull' };
  if (state === '25006' || state === '42501') return { type: 'ReadOnly' };
  if (state.startsWith('58')) return { type: 'DiskFault' };
  if (state.startsWith('XX')) return { type: 'DatabaseDamaged' };
  // Connection, sign-in, no such database, too many connections, shut down.
  if (/^(08|28|3D|53|57P)/.test(state)) return { type: 'DatabaseUnreachable' };
  if (!(error instanceof Error)) throw error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && /^(E[A-Z_]+)$/.test(code)) return { type: 'DatabaseUnreachable' };
  if (LOST.test(error.message) || error.message.startsWith('timeout exceeded when trying to connect'))
    return { type: 'DatabaseUnreachable' };
  throw error;
}

function sqlState(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : '';
}

function postgres(url: string): Dialect {
  const types = {
    // Times are whole milliseconds and sums of counts: far below what a number holds exactly.
    getTypeParser: ((oid: number, format: 'text') =>
      oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
  };
  const pool = new pg.Pool({ connectionString: url, max: 4, types, connectionTimeoutMillis: 10_000 });
  // A connection that is lost while nobody uses it, or between two statements, must not end the program: the next
  // statement says so, the next question opens another one.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new PostgresDialect({ pool });
}

function sqlite(path: string, key: Buffer | null): Dialect {
  const raw = new Database(path, { timeout: 5000 });
  try {
    if (key !== null) unlock(raw, key);
    raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = FULL');
    raw.pragma('temp_store = MEMORY');
    // A night of the whole country and its indexes, so that the grid is not decrypted again for everybody who looks.
    raw.pragma('cache_size = -65536');
  } catch (error) {
    raw.close();
    throw error;
  }
  const statements = new Map<string, Database.Statement>();
  const config = {
    database: {
      close: () => void raw.close(),
      prepare(text: string) {
        let statement = statements.get(text);
        if (!statement) {
          // Statements over many rows are as many as there are counts of rows.
          if (statements.size > 200) statements.clear();
          statement = raw.prepare(text);
          statements.set(text, statement);
        }
        return statement as Database.Statement<readonly unknown[]>;
      },
    },
  };
  return new (class extends SqliteDialect {
    override createDriver() {
      return new ImmediateDriver(config as never);
    }
  })(config as never);
}

/** A transaction that begins by reading is refused at its first write when another program wrote meanwhile. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}
