import { type ServiceDay, serviceDay } from '../kernel/time.ts';
import type { Settings } from '../office/settings.ts';
import type { AgeBand } from '../people/age.ts';
import type { Outcome, RefusalReason } from '../queue/types.ts';
import { LEFT_REASONS, type LeftReason, type Summary, TARGET_KINDS, type TargetKind } from './summary.ts';

/** Who reads it: the superior office, or Đảng ủy and UBND of the commune, who get fewer counts and no remark. */
export type Reader = 'superior' | 'party';

/** A figure as it stands on paper; `value` is null where nobody knows it, which is never the same as nought. */
export type PaperLine = {
  /** Names the figure in a template: `{{cc_thu_nhan}}`. */
  key: string;
  label: string;
  unit: string;
  value: number | string | null;
  /** Counted by this program, typed on the closing form, reckoned from what was typed, or planned by the published roster. */
  source: 'counted' | 'typed' | 'reckoned' | 'rostered';
  /** Part of the line above it. */
  inner: boolean;
};
export type PaperGroup = { title: string; lines: PaperLine[] };

/** The day's report in the words and the order in which it is printed, saved and shown. */
export type Paper = {
  superior: string;
  office: string;
  number: string;
  placeAndDate: string;
  subject: string;
  to: string;
  opening: string;
  /** "Không có phát sinh" stands above the groups that are left. */
  nothing: boolean;
  groups: PaperGroup[];
  remark: string;
  closing: string;
  recipients: string[];
  signer: string;
};

export const NOTHING = 'Không có phát sinh';
export const UNKNOWN = 'chưa có số liệu';
export const REMARK = 'Ý kiến của chỉ huy';
export const TYPED = 'nhập tay';
export const ROSTERED = 'theo lịch trực';
export const NO_DESK = 'không có số liệu quầy';

/**
 * Words that stand on paper, on the screen where the figures are typed, and in the CSV, whose hash goes up: another word
 * would change the bytes of days that were sent already.
 */
export const TARGET_WORDS: Record<TargetKind, string> = {
  idCard: 'Cấp thẻ căn cước',
  eidApproved: 'Phê duyệt tài khoản định danh điện tử',
  eidActivated: 'Kích hoạt tài khoản định danh điện tử',
};
export const REASON_WORDS: Record<LeftReason, string> = {
  away: 'Đi làm ăn xa',
  elderly: 'Người già yếu',
  disabled: 'Người khuyết tật',
  sick: 'Người ốm đau',
  student: 'Học sinh, sinh viên đi học xa',
  dataWrong: 'Dữ liệu sai, trùng, chờ sửa',
  noPhone: 'Không có số điện thoại chính chủ',
  refused: 'Không đồng ý làm',
  other: 'Lý do khác',
};
export const TEAM_WORDS = { standing: 'Tổ thường trực', mobile: 'Tổ lưu động' } as const;
export const DUTY_WORDS = {
  worked: 'Có mặt tại quầy trong ca',
  extra: 'Thời gian mở quầy ngoài ca',
  unplanned: 'Mở quầy ngoài lịch trực',
  unplannedTime: 'Thời gian mở quầy ngoài lịch',
} as const;
export const AGE_WORDS: Record<AgeBand, string> = {
  '0-5': 'Từ 0 đến 5 tuổi',
  '6-13': 'Từ 6 đến 13 tuổi',
  '14+': 'Từ 14 tuổi trở lên',
};
export const OUTCOME_WORDS: Record<Outcome, string> = {
  collected: 'Đã thu nhận hồ sơ',
  handedOut: 'Đã trả kết quả',
  guided: 'Đã hướng dẫn',
  refused: 'Từ chối tiếp nhận',
};
export const REFUSAL_WORDS: Record<RefusalReason, string> = {
  papersMissing: 'Thiếu giấy tờ',
  dataMismatch: 'Dữ liệu không khớp',
  notThisOffice: 'Không thuộc thẩm quyền của đơn vị',
  notEligible: 'Chưa đủ điều kiện',
  systemDown: 'Hệ thống không hoạt động',
};

/** The report of a day. `number` is that of the day's report in its year; null, like an open day, leaves room for a pen. */
export function dayPaper(
  summary: Summary,
  report: Settings['report'],
  number: number | null,
  reader: Reader = 'superior',
): Paper {
  const { office, day } = summary;
  const name = clean(office.name);
  const commune = communeOf(name);
  const head = letterhead(office, report);
  return {
    superior: head.superior,
    office: head.office,
    number: `Số: ${clean(report.number).replace('{n}', number === null ? '      ' : String(number).padStart(2, '0'))}`,
    placeAndDate: `${head.place}, ${signingDate(summary)}`,
    subject: `Kết quả tiếp công dân và giải quyết thủ tục hành chính ngày ${showDay(day)}`,
    to:
      reader === 'party'
        ? `Đảng ủy, Ủy ban nhân dân ${commune}`
        : clean(office.superior) || 'Cơ quan Công an cấp trên trực tiếp',
    opening: summary.nothing
      ? `${name} báo cáo ngày ${showDay(day)}: ${NOTHING}.`
      : `${name} báo cáo kết quả tiếp công dân và giải quyết thủ tục hành chính ngày ${showDay(day)} như sau:`,
    nothing: summary.nothing,
    groups: shownGroups(summary, reader),
    remark: reader === 'party' ? '' : clean(summary.remark),
    closing: `Trên đây là kết quả ngày ${showDay(day)} của ${name}./.`,
    recipients: recipientLines(report.recipients),
    signer: head.signer,
  };
}

/** What stands above and below every paper of the office, and where it is signed. */
export function letterhead(
  office: { name: string; superior: string },
  { place }: Pick<Settings['report'], 'place'>,
): { superior: string; office: string; place: string; signer: string } {
  const name = clean(office.name);
  const commune = communeOf(name);
  return {
    superior: upper(clean(office.superior)),
    office: upper(name),
    place: clean(place) || capital(withoutKind(commune)),
    signer: `TRƯỞNG CÔNG AN ${upper(commune.split(' ')[0] ?? '')}`,
  };
}

/** Every figure a template may ask for by name, written out. */
export function paperFields(summary: Summary, reader: Reader): Map<string, string> {
  const lines = allGroups(summary, reader).flatMap((group) => group.lines);
  return new Map(lines.map((line) => [line.key, showValue(line.value)]));
}

/** A value as Vietnamese read it: 1.234; words as they are. */
export function showValue(value: number | string | null): string {
  if (value === null) return UNKNOWN;
  return typeof value === 'number' ? showCount(value) : value;
}

export function showDay(day: ServiceDay): string {
  return day.split('-').reverse().join('/');
}

/** Where a figure is from, where that is not this program's own count. */
export function noteOf({ source, value }: Pick<PaperLine, 'source' | 'value'>): string {
  if (value === null) return '';
  return source === 'typed' ? TYPED : source === 'rostered' ? ROSTERED : '';
}

/** The day's teams: as typed, else as the published roster has them. */
export function teamsOf({ entered, duty }: Pick<Summary, 'entered' | 'duty'>): {
  team: Team;
  officers: number;
  shifts: number;
  source: 'typed' | 'rostered';
}[] {
  return (Object.keys(TEAM_WORDS) as Team[]).flatMap((team) => {
    const typed = entered.teams?.find((each) => each.team === team);
    const found = typed ?? duty?.[team];
    if (found === undefined) return [];
    return { team, officers: found.officers, shifts: found.shifts, source: typed ? 'typed' : 'rostered' };
  });
}

type Team = keyof typeof TEAM_WORDS;

/** Typed text for a document: without what may not stand in XML, and without `{{`, by which a template asks for figures. */
export function clean(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu, '').replaceAll(/\{(?=\{)/g, '{ ');
}

/** Groups with something in them; on a day without anything only what was typed. */
function shownGroups(summary: Summary, reader: Reader): PaperGroup[] {
  return allGroups(summary, reader).flatMap(({ title, lines, absent }) => {
    if (summary.nothing && lines.every((line) => noteOf(line) === '')) return [];
    const shown = lines.filter((line) => !absent.has(line.key) && (!summary.nothing || line.source !== 'counted'));
    return shown.length > 0 ? [{ title, lines: shown }] : [];
  });
}

/** `absent`: lines that a template may name, and that the usual paper leaves out. */
type WholeGroup = PaperGroup & { absent: ReadonlySet<string> };

function allGroups(summary: Summary, reader: Reader): WholeGroup[] {
  const { idCards, eid, tickets, waits, desks, entered } = summary;
  const { byAge, byKind } = idCards;
  const waiting: PaperLine[] = [
    line('tiep_vang', 'Vắng mặt khi gọi', 'lượt', tickets.absent),
    line('tiep_goi_vang', 'Số lần gọi không có người đến', 'lần', summary.absentCalls),
    line('tiep_bo', 'Tự bỏ số', 'lượt', tickets.cancelled),
    line('tiep_con_cho', 'Chưa xong khi hết ngày', 'lượt', tickets.waiting),
    line(
      'cho_trung_vi',
      `Thời gian chờ trung vị (trong ${showCount(waits.counted)} lượt đã gọi)`,
      'phút',
      waits.medianMinutes ?? 'không có',
    ),
    line('cho_p90', '90% số lượt chờ không quá', 'phút', waits.p90Minutes ?? 'không có', INNER),
    line('quay_mo', 'Số quầy đã mở', 'quầy', desks.opened),
    line('quay_gio', 'Tổng thời gian mở quầy', 'giờ', hours(desks.openMinutes)),
  ];
  return [
    group('Căn cước', [
      line('cc_thu_nhan', 'Hồ sơ đã thu nhận', 'hồ sơ', idCards.collected),
      line('cc_0_5', AGE_WORDS['0-5'], 'hồ sơ', byAge['0-5'], INNER),
      line('cc_6_13', AGE_WORDS['6-13'], 'hồ sơ', byAge['6-13'], INNER),
      line('cc_14', AGE_WORDS['14+'], 'hồ sơ', byAge['14+'], INNER),
      line('cc_cap_moi', 'Cấp mới', 'hồ sơ', byKind.issue, INNER),
      line('cc_cap_doi', 'Cấp đổi', 'hồ sơ', byKind.change, INNER),
      line('cc_cap_lai', 'Cấp lại', 'hồ sơ', byKind.reissue, INNER),
      line('cc_khac', 'Khác', 'hồ sơ', byKind.other, INNER),
      line('cc_tra_the', 'Thẻ đã trả cho công dân', 'thẻ', idCards.handedOut),
      line('cc_tu_choi', 'Từ chối tiếp nhận', 'hồ sơ', idCards.refused),
    ]),
    group('Định danh điện tử', [
      line('dd_thu_nhan_1', 'Thu nhận hồ sơ mức 1', 'hồ sơ', eid.collected.level1),
      line('dd_thu_nhan_2', 'Thu nhận hồ sơ mức 2', 'hồ sơ', eid.collected.level2),
      line('dd_huong_dan', 'Hướng dẫn kích hoạt', 'lượt', eid.activationsGuided),
      line('dd_phe_duyet_1', 'Tài khoản mức 1 được phê duyệt', 'tài khoản', entered.eidApproved.level1, BY_HAND),
      line('dd_phe_duyet_2', 'Tài khoản mức 2 được phê duyệt', 'tài khoản', entered.eidApproved.level2, BY_HAND),
      line('dd_kich_hoat_1', 'Tài khoản mức 1 đã kích hoạt', 'tài khoản', entered.eidActivated.level1, BY_HAND),
      line('dd_kich_hoat_2', 'Tài khoản mức 2 đã kích hoạt', 'tài khoản', entered.eidActivated.level2, BY_HAND),
    ]),
    others(summary),
    group('Tiếp công dân', [
      line('tiep_so', 'Số thứ tự đã cấp', 'số', tickets.issued),
      line('tiep_nguoi', 'Số người đến', 'người', tickets.people, INNER),
      line('tiep_xong', 'Đã giải quyết xong', 'lượt', tickets.served),
      ...(reader === 'party' ? [] : waiting),
    ]),
    targets(summary),
    left(summary, reader),
    forces(summary, reader),
  ];
}

function others({ otherWork }: Summary): WholeGroup {
  const counts = new Map<string, number>(Object.keys(GROUP_WORDS).map((code) => [code, 0]));
  for (const { group: code, count } of otherWork) counts.set(code, count);
  const lines = [...counts].map(([code, count]) =>
    line(`khac_${code}`, GROUP_WORDS[code] ?? clean(code), 'hồ sơ', count),
  );
  return {
    title: 'Lĩnh vực khác',
    lines,
    absent: new Set(lines.flatMap(({ key, value }) => (value === 0 ? [key] : []))),
  };
}

function targets({ rates, day }: Summary): WholeGroup {
  const absent = new Set<string>();
  const lines = TARGET_KINDS.flatMap((kind) => {
    const rate = rates.find((each) => each.kind === kind);
    const code = TARGET_CODES[kind];
    const base = rate
      ? ` (trên ${showCount(rate.target)} ${clean(rate.base)}, số liệu ngày ${showDay(rate.baseDate)})`
      : '';
    const due = rate?.due ? ` đến hạn ${showDay(rate.due)}` : '';
    const unit = kind === 'idCard' ? 'thẻ' : 'tài khoản';
    const of = [
      line(`ct_${code}_chi_tieu`, `${TARGET_WORDS[kind]}: chỉ tiêu`, unit, rate?.target ?? null, BY_HAND),
      line(`ct_${code}_da_lam`, `Đã thực hiện đến hết ngày ${showDay(day)}`, unit, rate?.done ?? null, BY_HAND_IN),
      line(`ct_${code}_ty_le`, `Tỷ lệ${base}`, '%', rate ? percent(rate.percentHundredths) : null, RECKONED),
      line(`ct_${code}_con`, 'Còn lại', unit, rate?.left ?? null, RECKONED),
      line(
        `ct_${code}_moi_ngay`,
        `Cần làm mỗi ngày${due}`,
        unit,
        rate ? (rate.perDay ?? 'đã quá hạn') : null,
        RECKONED,
      ),
      line(
        `ct_${code}_du_kien`,
        'Dự kiến hoàn thành theo tốc độ 14 ngày qua',
        'ngày',
        rate ? forecast(rate) : null,
        RECKONED,
      ),
    ];
    if (!rate) for (const each of of) absent.add(each.key);
    // Without a due day there is nothing to be needed for each day.
    else if (rate.due === null) absent.add(`ct_${code}_moi_ngay`);
    return of;
  });
  if (rates.length > 0) return { ...group('Chỉ tiêu', lines), absent };
  return { ...group('Chỉ tiêu', [...lines, line('ct', 'Chỉ tiêu được giao', '', null, BY_HAND)]), absent };
}

function left({ entered }: Summary, reader: Reader): WholeGroup {
  const known = LEFT_REASONS.flatMap((reason) => entered.leftByReason[reason] ?? []);
  const all = known.length === LEFT_REASONS.length;
  const note =
    all || known.length === 0 ? '' : ` (mới có số liệu của ${known.length} trong ${LEFT_REASONS.length} lý do)`;
  const total = known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
  const lines = LEFT_REASONS.map((reason) =>
    line(
      `con_${REASON_CODES[reason]}`,
      REASON_WORDS[reason],
      'người',
      entered.leftByReason[reason] ?? null,
      BY_HAND_IN,
    ),
  );
  return {
    title: 'Công dân chưa được cấp',
    // Reasons of health go no further than the superior office.
    lines: [line('con_tong', `Tổng số${note}`, 'người', total, BY_HAND), ...(reader === 'party' ? [] : lines)],
    absent: new Set(total === null ? lines.map(({ key }) => key) : []),
  };
}

function forces(summary: Summary, reader: Reader): WholeGroup {
  const { entered, duty } = summary;
  const absent = new Set<string>();
  const known = teamsOf(summary);
  /** A line that is left out where no roster was published: then nothing is missing. */
  const ofDuty = (key: string, label: string, unit: string, value: number | string | null, inner = true) => {
    if (value === null) absent.add(key);
    return line(key, label, unit, value, { inner });
  };
  const team = (kind: Team, code: string) => {
    const found = known.find((each) => each.team === kind);
    const planned = duty && duty[kind].officers > 0 ? duty[kind] : null;
    const source = found?.source ?? 'typed';
    if (!found) absent.add(`${code}_ca`);
    const actual = () => {
      const worked = planned && (planned.worked ?? NO_DESK);
      const extra = planned?.extraMinutes ?? null;
      return [
        ofDuty(`${code}_tai_quay`, DUTY_WORDS.worked, 'cán bộ', worked ?? null),
        ofDuty(`${code}_ngoai_ca`, DUTY_WORDS.extra, 'giờ', extra === null ? null : hours(extra)),
      ];
    };
    return [
      line(`${code}_can_bo`, TEAM_WORDS[kind], 'cán bộ', found?.officers ?? null, { source }),
      line(`${code}_ca`, 'Số ca', 'ca', found?.shifts ?? null, { source, inner: true }),
      ...(reader === 'party' ? [] : actual()),
    ];
  };
  const unplanned = duty && duty.unplanned.officers > 0 ? duty.unplanned : null;
  const lines = [
    line('luu_dong', 'Lượt đến tận nhà', 'lượt', entered.visits, BY_HAND),
    ...team('standing', 'to_thuong_truc'),
    ...team('mobile', 'to_luu_dong'),
    ...(reader === 'party'
      ? []
      : [
          ofDuty('ngoai_lich', DUTY_WORDS.unplanned, 'cán bộ', unplanned?.officers ?? null, false),
          ofDuty('ngoai_lich_gio', DUTY_WORDS.unplannedTime, 'giờ', unplanned && hours(unplanned.minutes)),
        ]),
  ];
  return { title: 'Lực lượng', lines, absent };
}

function forecast({ left, forecast }: Summary['rates'][number]): string {
  if (left === 0) return 'đã hoàn thành';
  return forecast === null ? 'chưa đủ số liệu' : showDay(forecast);
}

const TARGET_CODES: Record<TargetKind, string> = { idCard: 'cc', eidApproved: 'phe_duyet', eidActivated: 'kich_hoat' };
const REASON_CODES: Record<LeftReason, string> = {
  away: 'di_xa',
  elderly: 'gia_yeu',
  disabled: 'khuyet_tat',
  sick: 'om_dau',
  student: 'hoc_sinh',
  dataWrong: 'du_lieu_sai',
  noPhone: 'khong_dien_thoai',
  refused: 'khong_dong_y',
  other: 'khac',
};
/** The catalogue's groups. */
export const GROUP_WORDS: Record<string, string> = {
  can_cuoc: 'Căn cước',
  dinh_danh: 'Định danh điện tử',
  cu_tru: 'Cư trú',
  dan_cu: 'Dữ liệu dân cư',
  xuat_nhap_canh: 'Xuất nhập cảnh',
  khac: 'Thủ tục khác',
};

const INNER = { inner: true } as const;
const BY_HAND = { source: 'typed' } as const;
const BY_HAND_IN = { source: 'typed', inner: true } as const;
const RECKONED = { source: 'reckoned', inner: true } as const;

function line(
  key: string,
  label: string,
  unit: string,
  value: number | string | null,
  { source = 'counted', inner = false }: { source?: PaperLine['source']; inner?: boolean } = {},
): PaperLine {
  return { key, label, unit, value, source, inner };
}

function group(title: string, lines: PaperLine[]): WholeGroup {
  return { title, lines, absent: new Set() };
}

/** The day of signing is that of closing; an open day leaves it to the pen. */
function signingDate({ closed, day }: Summary): string {
  if (closed === null) return `ngày       tháng       năm ${day.slice(0, 4)}`;
  const [year = '', month = '', date = ''] = serviceDay(closed.at).split('-');
  // The decree writes a nought before days under ten and before January and February, so that none can be added.
  return `ngày ${date} tháng ${Number(month) > 2 ? Number(month) : month} năm ${year}`;
}

/** "xã Hoằng Sơn" of "Công an xã Hoằng Sơn". */
function communeOf(office: string): string {
  return office.replace(/^công an\s+/i, '') || 'xã';
}

function withoutKind(commune: string): string {
  return commune.replace(/^(xã|phường|thị trấn|đặc khu)\s+/i, '');
}

/** Each line with its dash, as the decree has it: a semicolon between them, a stop at the end. */
function recipientLines(recipients: string): string[] {
  const own = clean(recipients)
    .split('\n')
    .map((each) =>
      each
        .trim()
        .replace(/^[-–]\s*/, '')
        .replace(/[;.]$/, ''),
    )
    .filter(Boolean);
  const lines = own.length > 0 ? own : ['Như trên', 'Lưu: VT'];
  return lines.map((each, i) => `- ${each}${i === lines.length - 1 ? '.' : ';'}`);
}

/** 26,74 % of 2674. */
function percent(hundredths: number): string {
  return `${showCount(Math.floor(hundredths / 100))},${String(hundredths % 100).padStart(2, '0')}`;
}

/** Hours with one place after the comma, rounded half up. */
function hours(minutes: number): number | string {
  const tenths = Math.floor((minutes + 3) / 6);
  return tenths % 10 === 0 ? tenths / 10 : `${showCount(Math.floor(tenths / 10))},${tenths % 10}`;
}

/** Written by hand and not by Intl: the same on every machine. */
function showCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, '.');
}

function upper(text: string): string {
  return text.toLocaleUpperCase('vi');
}

function capital(text: string): string {
  return upper(text.slice(0, 1)) + text.slice(1);
}
