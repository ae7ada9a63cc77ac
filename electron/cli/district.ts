import { createAcceptance, type RefusalReason } from '../core/district/accept.ts';
import { createSuperiorOffice } from '../core/district/enrolment.ts';
import { createReturns } from '../core/district/returns.ts';
import type { DistrictFailure } from '../core/district/store.ts';
import { fail, ok } from '../core/kernel/result.ts';
import { createSecrets } from '../core/kernel/secrets.ts';
import { serviceDay } from '../core/kernel/time.ts';
import { createOfficeProjection } from '../core/office/tables.ts';
import { bundleFailures } from '../core/summary/bundleFailures.ts';
import { type Imported, type ImportFailure, importPath } from '../node/district/import.ts';
import { knownDatabase, openDistrictStore } from '../node/district/store.ts';
import { type FolderFailure, openFolderReadonly } from '../node/folder.ts';
import { failureText } from '../node/host.ts';
import { signer } from '../node/signer.ts';
import { hasher, ids, stretcher } from '../node/system.ts';
import type { Said } from './bundle.ts';

/**
 * Takes the bundles at `path` into the superior office in `dir`, also beside its running host: its keys are only read,
 * and what is taken is written in transactions of its own. Fails when a bundle was held back; the others are taken.
 */
export async function importBundles(of: { dir: string; path: string; database: string | null }): Promise<Said> {
  const folder = openFolderReadonly(of.dir);
  if (!folder.ok) return failure(folder.error);
  const db = folder.value;
  try {
    if (createOfficeProjection(db).station()?.role !== 'district') return fail(say('NotSuperior'));
    const opened = await openDistrictStore(of.dir, of.database ?? knownDatabase(db));
    if (!opened.ok) return failure(opened.error);
    const store = opened.value;
    try {
      const now = Date.now;
      const newId = () => ids.secret().slice(0, 10);
      const office = createSuperiorOffice({ secrets: createSecrets(db), store, signer, hasher, stretcher, newId, now });
      const key = office.receiptKey(serviceDay(now()));
      if (key === null) return fail(say('NothingIssued'));
      const acceptance = createAcceptance({ store, hasher, signer, identities: office.identities, now });
      const returns = createReturns({ store, signer, now });
      const answers = (stations: readonly string[]) => returns.issue(stations, key);
      const imported = await importPath({ acceptance, answers }, of.path, 'folder');
      return imported.ok ? report(imported.value) : failure(imported.error);
    } finally {
      await store.close();
    }
  } finally {
    db.close();
  }
}

/** Why a bundle was held back, for whoever has to do something about it. */
const REASONS: Record<RefusalReason, string> = {
  ...bundleFailures,
  DayInFuture: 'Ngày của gói ở sau hôm nay. Kiểm tra đồng hồ của hai máy.',
  StationEnded: 'Trạm đã ngừng báo cáo trước ngày của gói.',
  ChainDiffers: 'Số thứ tự của gói không nối tiếp gói trước như bảng kê ghi.',
  Fork: 'Trạm có hai bản số liệu khác nhau cùng một số. Xin gọi điện cho trạm.',
  EpochUnknown:
    'Trạm đã khôi phục từ bản sao lưu và nêu một biên nhận không có ở đây. Gói được giữ lại, chờ gói được nêu.',
};

const TEXTS = {
  NotSuperior: 'Thư mục này không phải của đơn vị cấp trên.',
  NothingIssued: 'Đơn vị này chưa phát hành tệp đăng ký cho các trạm nên chưa có khóa để mở gói và ký biên nhận.',
  PathMissing: 'Không có tệp hoặc thư mục này.',
  PathUnreadable: 'Không đọc được thư mục này.',
  DatabaseUnreachable: 'Không kết nối được cơ sở dữ liệu PostgreSQL. Kiểm tra địa chỉ --database và máy chủ.',
} as const;

function say(type: keyof typeof TEXTS) {
  return { type, text: TEXTS[type] };
}

function failure(error: ImportFailure | DistrictFailure | FolderFailure): Said {
  if (error.type === 'AnswersUnwritable') {
    const { accepted, already } = error.imported;
    const text = `Đã nhận ${accepted} gói, đã có từ trước ${already} gói, nhưng chưa ghi được biên nhận. ${failureText({ type: error.why })}`;
    return fail({ type: error.type, text, json: error.imported });
  }
  if (error.type in TEXTS) return fail(say(error.type as keyof typeof TEXTS));
  return fail({ type: error.type, text: failureText(error as FolderFailure) });
}

function report(imported: Imported): Said {
  const { accepted, already, quarantined, unreadable, answers } = imported;
  const written = answers > 0 ? `, đã ghi ${answers} tệp biên nhận` : '';
  const text = `Đã nhận ${accepted} gói, đã có từ trước ${already} gói${written}.`;
  if (quarantined.length + unreadable.length === 0) return ok({ text, json: imported });
  const held = quarantined.map(({ name, reason }) => `  ${printable(name)}: ${REASONS[reason]}`);
  const bad = unreadable.map((name) => `  ${printable(name)}: không đọc được tệp.`);
  const few = [...held, ...bad].slice(0, 20);
  const more = held.length + bad.length - few.length;
  return fail({
    type: 'BundlesHeldBack',
    text: `${text} Không nhận ${held.length + bad.length} gói:\n${few.join('\n')}${more > 0 ? `\n  và ${more} gói khác.` : ''}`,
    json: imported,
  });
}

/** A name on somebody's stick may hold what a terminal obeys. */
function printable(name: string): string {
  return name.replaceAll(/\p{C}/gu, '?');
}
