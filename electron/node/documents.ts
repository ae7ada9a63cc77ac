import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AlignmentType,
  BorderStyle,
  type IPatch,
  Paragraph,
  PatchType,
  patchDetector,
  patchDocument,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import writeExcelFile, { type CellObject, type Row } from 'write-excel-file/node';
import type { DocumentFile, DocumentForm } from '../core/api/contract.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import type { Settings } from '../core/office/settings.ts';
import { summaryCsv, summaryJson } from '../core/summary/formats.ts';
import {
  AGE_WORDS,
  clean,
  dayPaper,
  NOTHING,
  noteOf,
  OUTCOME_WORDS,
  type Paper,
  paperFields,
  REFUSAL_WORDS,
  REMARK,
  type Reader,
  showValue,
} from '../core/summary/paper.ts';
import type { Summary } from '../core/summary/summary.ts';

/** `field`: what the template asks for and no report has; null when it is not a Word document at all. */
export type TemplateFailure = { type: 'TemplateBroken'; field: string | null };

/** A day's summary, the settings of its report, and the report's number in its year; null while the day is open. */
export type DayToPrint = { summary: Summary; report: Settings['report']; number: number | null };

/**
 * Makes a day's report as a file, from the template of `root/resources/templates`, or the office's own in
 * `dir/templates`: `daily-report.docx` for the superior office, `party-report.docx` for Đảng ủy and UBND.
 */
export function createDocuments(deps: {
  root: string;
  dir: string;
  procedureName: (code: string) => string;
}): (form: DocumentForm, day: DayToPrint) => Promise<Result<DocumentFile, TemplateFailure>> {
  const { root, dir, procedureName } = deps;
  return async (form, day) => {
    const reader: Reader = form === 'partyDocx' || form === 'partyXlsx' ? 'party' : 'superior';
    const { ending, type } = KINDS[form];
    const whom = reader === 'party' ? '-dang-uy-ubnd' : '';
    const draft = day.summary.closed === null ? '-nhap' : '';
    const bytes = await make(form, reader, day);
    if (!bytes.ok) return bytes;
    const base64 = Buffer.from(bytes.value).toString('base64');
    return ok({ name: `bao-cao-${day.summary.day}${whom}${draft}.${ending}`, type, base64 });
  };

  async function make(
    form: DocumentForm,
    reader: Reader,
    { summary, report, number }: DayToPrint,
  ): Promise<Result<Uint8Array, TemplateFailure>> {
    const paper = dayPaper(summary, report, number, reader);
    switch (form) {
      case 'json':
        return ok(Buffer.from(summaryJson(summary)));
      case 'csv':
        return ok(Buffer.from(summaryCsv(summary)));
      case 'xlsx':
      case 'partyXlsx':
        return ok(await sheets(paper, summary, reader, procedureName));
      case 'docx':
      case 'partyDocx':
        return fillTemplate(readFileSync(templateFor(reader, root, dir)), paper, paperFields(summary, reader));
    }
  }
}

const KINDS: Record<DocumentForm, { ending: string; type: string }> = {
  docx: { ending: 'docx', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  partyDocx: { ending: 'docx', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  xlsx: { ending: 'xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  partyXlsx: { ending: 'xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  json: { ending: 'json', type: 'application/json' },
  csv: { ending: 'csv', type: 'text/csv' },
};

function templateFor(reader: Reader, root: string, dir: string): string {
  const own = join(dir, 'templates', reader === 'party' ? 'party-report.docx' : 'daily-report.docx');
  return existsSync(own) ? own : join(root, 'resources', 'templates', 'daily-report.docx');
}

/** A template whose every `{{…}}` is known, filled in; a report with a hole in it would be signed unread. */
async function fillTemplate(
  template: Uint8Array,
  paper: Paper,
  figures: ReadonlyMap<string, string>,
): Promise<Result<Uint8Array, TemplateFailure>> {
  const text = (lines: readonly string[]): IPatch => ({
    type: PatchType.PARAGRAPH,
    children: lines.map((line, i) => new TextRun({ text: line, ...(i > 0 ? { break: 1 } : {}) })),
  });
  const patches: Record<string, IPatch> = {
    cap_tren: text([paper.superior]),
    don_vi: text([paper.office]),
    so: text([paper.number]),
    noi_ngay: text([paper.placeAndDate]),
    trich_yeu: text([paper.subject]),
    kinh_gui: text([paper.to]),
    mo_dau: text([paper.opening]),
    noi_dung: { type: PatchType.DOCUMENT, children: body(paper) },
    ket_thuc: text([paper.closing]),
    noi_nhan: text(paper.recipients),
    nguoi_ky: text([paper.signer]),
    y_kien: text(paper.remark.split('\n')),
  };
  for (const [key, value] of figures) patches[key] = text([value]);
  try {
    const asked = await patchDetector({ data: template, trimPlaceholders: true });
    const unknown = asked.find((key) => !(key in patches));
    if (unknown !== undefined) return fail({ type: 'TemplateBroken', field: unknown.slice(0, 40) });
    return ok(await patchDocument({ outputType: 'uint8array', data: template, patches, trimPlaceholders: true }));
  } catch {
    // The office's own file is no Word document, or a damaged one: the library throws of all kinds.
    return fail({ type: 'TemplateBroken', field: null });
  }
}

const SIZE = 26;
/** Columns of the table in the document, twips: 165 mm in all. */
const COLUMNS = [550, 4450, 1250, 2000, 1100];

function body(paper: Paper): (Paragraph | Table)[] {
  const parts: (Paragraph | Table)[] = [];
  if (paper.groups.length > 0) parts.push(table(paper));
  paper.remark.split('\n').forEach((line, i) => {
    if (paper.remark === '') return;
    parts.push(
      new Paragraph({
        alignment: AlignmentType.JUSTIFIED,
        indent: { firstLine: 567 },
        spacing: { before: 120 },
        children: [...(i === 0 ? [new TextRun({ text: `${REMARK}: `, bold: true })] : []), new TextRun(line)],
      }),
    );
  });
  return parts;
}

function table({ groups }: Paper): Table {
  const head = ['TT', 'Nội dung', 'Đơn vị tính', 'Kết quả', 'Ghi chú'].map((name, i) =>
    cell(i, name, { bold: true, align: AlignmentType.CENTER }),
  );
  const rows = groups.flatMap(({ title, lines }, i) => [
    new TableRow({
      cantSplit: true,
      children: [
        cell(0, String(i + 1), { bold: true, align: AlignmentType.CENTER, keepNext: true }),
        cell(1, title, { bold: true, span: 4, keepNext: true }),
      ],
    }),
    ...lines.map(
      (line) =>
        new TableRow({
          cantSplit: true,
          children: [
            cell(0, ''),
            cell(1, line.inner ? `- ${line.label}` : line.label, { indent: line.inner ? 220 : 0 }),
            cell(2, line.unit, { align: AlignmentType.CENTER }),
            cell(3, showValue(line.value), { align: AlignmentType.RIGHT, italics: line.value === null }),
            cell(4, noteOf(line), { align: AlignmentType.CENTER, italics: true }),
          ],
        }),
    ),
  ]);
  return new Table({
    width: { size: COLUMNS.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: COLUMNS,
    rows: [new TableRow({ tableHeader: true, cantSplit: true, children: head }), ...rows],
  });
}

function cell(
  column: number,
  text: string,
  look: {
    bold?: boolean;
    italics?: boolean;
    align?: (typeof AlignmentType)[keyof typeof AlignmentType];
    indent?: number;
    span?: number;
    keepNext?: boolean;
  } = {},
): TableCell {
  const { bold = false, italics = false, align = AlignmentType.LEFT, indent = 0, span = 1, keepNext = false } = look;
  const width = COLUMNS.slice(column, column + span).reduce((sum, each) => sum + each, 0);
  const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    columnSpan: span,
    verticalAlign: VerticalAlign.CENTER,
    borders: { top: line, bottom: line, left: line, right: line },
    margins: { top: 20, bottom: 20, left: 80, right: 80 },
    children: [
      new Paragraph({
        alignment: align,
        indent: { left: indent },
        keepNext,
        children: [new TextRun({ text, bold, italics, size: SIZE })],
      }),
    ],
  });
}

const THIN = { borderStyle: 'thin', borderColor: '#000000' } as const;
const HEAD = { fontWeight: 'bold', align: 'center', alignVertical: 'center', wrap: true, height: 24, ...THIN } as const;
const PLAIN = { alignVertical: 'center', wrap: true, ...THIN } as const;

async function sheets(
  paper: Paper,
  summary: Summary,
  reader: Reader,
  procedureName: (code: string) => string,
): Promise<Uint8Array> {
  return writeExcelFile(
    [
      {
        sheet: 'Báo cáo',
        data: reportSheet(paper),
        columns: LABEL_WIDTHS.map((width) => ({ width })),
        orientation: 'landscape',
        showGridLines: false,
      },
      {
        sheet: 'Chi tiết',
        data: detailSheet(summary, reader, procedureName),
        columns: [46, 18, 18, ...(reader === 'party' ? [] : [24]), 10].map((width) => ({ width })),
        orientation: 'landscape',
        stickyRowsCount: 1,
      },
    ],
    { fontFamily: 'Times New Roman', fontSize: 13 },
  ).toBuffer();
}

function reportSheet(paper: Paper): Row[] {
  const across = (value: string, look: Partial<CellObject> = {}): Row => [
    { value, columnSpan: 5, wrap: true, height: rowHeight(value, 100), alignVertical: 'top', ...look },
    null,
    null,
    null,
    null,
  ];
  const rows: Row[] = [
    across(paper.superior),
    across(paper.office, { fontWeight: 'bold' }),
    across(`${paper.number} · ${paper.placeAndDate}`),
    across(''),
    across('BÁO CÁO', { fontWeight: 'bold', align: 'center', fontSize: 14 }),
    across(paper.subject, { fontWeight: 'bold', align: 'center' }),
    across(paper.opening),
  ];
  if (paper.groups.length > 0) {
    rows.push(['TT', 'Nội dung', 'Đơn vị tính', 'Kết quả', 'Ghi chú'].map((value) => ({ value, ...HEAD })));
  }
  paper.groups.forEach(({ title, lines }, i) => {
    rows.push([
      { value: i + 1, ...HEAD, height: 20 },
      { value: title, columnSpan: 4, ...PLAIN, fontWeight: 'bold' },
      null,
      null,
      null,
    ]);
    for (const line of lines) {
      rows.push([
        { value: '', ...PLAIN, height: rowHeight(line.label, LABEL_WIDTHS[1]) },
        { value: line.inner ? `- ${line.label}` : line.label, ...PLAIN },
        { value: line.unit, ...PLAIN, align: 'center' },
        typeof line.value === 'number'
          ? { value: line.value, type: Number, format: '#,##0', ...PLAIN, align: 'right' }
          : { value: showValue(line.value), ...PLAIN, align: 'right', ...(line.value === null ? ITALIC : {}) },
        { value: noteOf(line), ...PLAIN, align: 'center', ...ITALIC },
      ]);
    }
  });
  if (paper.remark !== '') {
    const remark = `${REMARK}: ${paper.remark}`;
    rows.push(across(remark));
  }
  rows.push(across(paper.closing), across(''), across(paper.signer, { fontWeight: 'bold', align: 'right' }));
  return rows;
}

/** In points; merged cells never grow by themselves, and marks above capitals are cut off in a row as low as usual. */
function rowHeight(text: string, width: number): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width)), 0);
  return 20 * lines;
}

/** In characters: A4 across. */
const LABEL_WIDTHS = [6, 58, 14, 18, 12] as const;

const ITALIC = { fontStyle: 'italic' } as const;

/** What was recorded at "Xong", line by line: where every counted figure of the report comes from. */
function detailSheet({ work, nothing }: Summary, reader: Reader, procedureName: (code: string) => string): Row[] {
  const names = ['Thủ tục', 'Độ tuổi', 'Kết quả', ...(reader === 'party' ? [] : ['Lý do từ chối']), 'Số lượng'];
  const head = names.map((value) => ({ value, ...HEAD }));
  if (nothing || work.length === 0) return [head, [{ value: NOTHING, ...ITALIC }]];
  return [
    head,
    ...(reader === 'party' ? withoutReasons(work) : work).map(({ procedure, ageBand, outcome, reason, count }) => [
      { value: clean(procedureName(procedure)), ...PLAIN, height: rowHeight(procedureName(procedure), 46) },
      { value: AGE_WORDS[ageBand], ...PLAIN },
      { value: OUTCOME_WORDS[outcome], ...PLAIN },
      ...(reader === 'party' ? [] : [{ value: reason === null ? '' : REFUSAL_WORDS[reason], ...PLAIN }]),
      { value: count, type: Number, format: '#,##0', ...PLAIN },
    ]),
  ];
}

function withoutReasons(work: Summary['work']): Summary['work'] {
  const sums = new Map<string, Summary['work'][number]>();
  for (const line of work) {
    const key = `${line.procedure} ${line.ageBand} ${line.outcome}`;
    sums.set(key, { ...line, reason: null, count: line.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}
