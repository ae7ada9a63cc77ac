import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document, Packer, Paragraph } from 'docx';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../core/kernel/result.ts';
import { defaultSettings } from '../core/office/settings.ts';
import { paperFields } from '../core/summary/paper.ts';
import { value } from '../core/testing/station.ts';
import { emptySummary, fullSummary } from '../core/testing/summary.ts';
import { createDocuments } from './documents.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const report = { ...defaultSettings.report, recipients: 'Như trên\nLưu: CAX' };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'documents-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const documents = () =>
  createDocuments({ root: ROOT, dir, procedureName: (code) => (code === 'CC_NEW_14' ? 'Cấp thẻ từ 14 tuổi' : code) });

/** The paragraphs of a part of a Word file. */
function paragraphs(docx: Uint8Array, part = 'word/document.xml'): string[] {
  const xml = strFromU8(unzipSync(docx)[part] ?? new Uint8Array());
  return xml
    .split('</w:p>')
    .map((each) => [...each.matchAll(/<w:t(?: [^>]*)?>([^<]*)<|<w:br\/>/g)].map(([, text]) => text ?? '\n').join(''));
}

/** The cells of a sheet, a row a line. */
function cells(xlsx: Uint8Array, sheet: number): string[] {
  const parts = unzipSync(xlsx);
  const strings = [...strFromU8(parts['xl/sharedStrings.xml'] ?? new Uint8Array()).matchAll(/<si>(.*?)<\/si>/gs)].map(
    ([, item = '']) => [...item.matchAll(/<t[^>]*>([^<]*)</g)].map(([, text]) => text).join(''),
  );
  const xml = strFromU8(parts[`xl/worksheets/sheet${sheet}.xml`] ?? new Uint8Array());
  return [...xml.matchAll(/<row.*?<\/row>/gs)].map(([row]) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>.*?<v>(.*?)<\/v><\/c>)/gs)]
      .map(([, look = '', text = '']) => (look.includes('t="s"') ? strings[Number(text)] : text))
      .join('|'),
  );
}

const docx = async (summary = fullSummary, reader: 'superior' | 'party' = 'superior', number: number | null = 7) => {
  const made = await documents()(reader === 'party' ? 'partyDocx' : 'docx', { summary, report, number });
  return made.ok ? ok(Buffer.from(made.value.base64, 'base64')) : made;
};
const xlsx = async (summary = fullSummary, reader: 'superior' | 'party' = 'superior') =>
  Buffer.from(
    value(await documents()(reader === 'party' ? 'partyXlsx' : 'xlsx', { summary, report, number: 7 })).base64,
    'base64',
  );

test('a file is named by its day, for whom it is, and whether it is a draft', async () => {
  const name = async (form: 'docx' | 'partyXlsx' | 'csv', summary = fullSummary) =>
    value(await documents()(form, { summary, report, number: 7 })).name;
  expect([await name('docx'), await name('partyXlsx'), await name('csv', emptySummary)]).toEqual([
    'bao-cao-2026-11-24.docx',
    'bao-cao-2026-11-24-dang-uy-ubnd.xlsx',
    'bao-cao-2026-11-24-nhap.csv',
  ]);
});

describe('the Word file', () => {
  test('has the official head, every figure in its row, remark, end, recipients and signer', async () => {
    const texts = paragraphs(value(await docx()));
    const whole = texts.join('\n');
    expect(whole).not.toContain('{{');
    expect(texts).toEqual(
      expect.arrayContaining([
        'CÔNG AN TỈNH THANH HÓA',
        'CÔNG AN XÃ HOẰNG SƠN',
        'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
        'Độc lập - Tự do - Hạnh phúc',
        'Số: 07/BC-CAX',
        'Hoằng Sơn, ngày 24 tháng 11 năm 2026',
        'BÁO CÁO',
        'Kính gửi: Công an tỉnh Thanh Hóa.',
        'Ý kiến của chỉ huy: Mất điện từ 14 giờ đến 15 giờ.',
        'Đề nghị bổ sung một máy in.',
        'Trên đây là kết quả ngày 24/11/2026 của Công an xã Hoằng Sơn./.',
        '- Như trên;\n- Lưu: CAX.',
        'TRƯỞNG CÔNG AN XÃ',
      ]),
    );
    expect(whole).toContain('Hồ sơ đã thu nhận\nhồ sơ\n1.234\n');
    expect(whole).toContain('Tài khoản mức 1 được phê duyệt\ntài khoản\n31\nnhập tay');
    expect(whole).toContain('Tài khoản mức 2 được phê duyệt\ntài khoản\nchưa có số liệu\n');
    expect(whole).toContain('số liệu ngày 01/11/2026)\n%\n26,74\n');
  });

  test('is A4 with the margins of the decree, in Times New Roman, its pages numbered from the second', async () => {
    const parts = unzipSync(value(await docx()));
    const xml = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
    const attributes = (tag: string) =>
      Object.fromEntries(
        [...(xml.match(new RegExp(`<w:${tag} [^>]*>`))?.[0] ?? '').matchAll(/w:(\w+)="([^"]*)"/g)].map(
          ([, name, of]) => [name, of],
        ),
      );
    // In twentieths of a point: 210 × 297 mm, and 20, 15, 20 and 30 mm.
    expect(attributes('pgSz')).toMatchObject({ w: '11906', h: '16838' });
    expect(attributes('pgMar')).toMatchObject({ top: '1134', right: '850', bottom: '1134', left: '1701' });
    expect(xml.includes('<w:titlePg/>')).toBe(true);
    expect(strFromU8(parts['word/styles.xml'] ?? new Uint8Array()).includes('w:ascii="Times New Roman"')).toBe(true);
    const headers = Object.keys(parts).filter((name) => /^word\/header\d/.test(name));
    const numbered = headers.filter((name) => strFromU8(parts[name] ?? new Uint8Array()).includes('PAGE'));
    expect([headers.length, numbered.length]).toEqual([2, 1]);
  });

  test('of an empty day says so and has no table; of an open one leaves number and date to the pen', async () => {
    const texts = paragraphs(value(await docx(emptySummary, 'superior', null)));
    expect(texts).toContain('Công an xã Hoằng Sơn báo cáo ngày 24/11/2026: Không có phát sinh.');
    expect(texts).not.toContain('Nội dung');
    expect(texts).toContain('Số:       /BC-CAX');
  });

  test('for Đảng ủy and UBND holds neither waiting, remark nor a reason of health', async () => {
    const whole = paragraphs(value(await docx(fullSummary, 'party'))).join('\n');
    expect(whole).toContain('Kính gửi: Đảng ủy, Ủy ban nhân dân xã Hoằng Sơn.');
    expect(whole).toContain('người\n129\n');
    expect(whole).not.toMatch(/ốm đau|khuyết tật|Mất điện|chờ|[Vv]ắng/);
  });

  test('stays whole whatever stands in the remark', async () => {
    const remark = 'a < b & "c" \u0001\u000b\ud800 {{cc_thu_nhan}}';
    const made = value(await docx({ ...fullSummary, remark }));
    expect(paragraphs(made).filter((each) => each.startsWith('Ý kiến'))).toEqual([
      'Ý kiến của chỉ huy: a &lt; b &amp; "c"  { {cc_thu_nhan}}',
    ]);
  });
});

describe("the office's own template", () => {
  const own = async (...lines: string[]) => {
    mkdirSync(join(dir, 'templates'), { recursive: true });
    const file = new Document({ sections: [{ children: lines.map((line) => new Paragraph(line)) }] });
    writeFileSync(join(dir, 'templates', 'daily-report.docx'), await Packer.toBuffer(file));
  };

  test('may ask for single figures by name', async () => {
    await own('{{don_vi}}: thu {{cc_thu_nhan}} hồ sơ, trả {{ cc_tra_the }} thẻ, cư trú {{khac_cu_tru}}');
    expect(paragraphs(value(await docx()))).toContain('CÔNG AN XÃ HOẰNG SƠN: thu 1.234 hồ sơ, trả 77 thẻ, cư trú 51');
  });

  test('may ask for every name that docs/report-template.md promises', async () => {
    const doc = readFileSync(join(ROOT, 'docs', 'report-template.md'), 'utf8');
    const targets = ['cc', 'phe_duyet', 'kich_hoat'].flatMap((kind) =>
      ['chi_tieu', 'da_lam', 'ty_le', 'con', 'moi_ngay', 'du_kien'].map((name) => `ct_${kind}_${name}`),
    );
    const rows = doc.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Chỉ tiêu'));
    const names = [...rows.join('\n').matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(50);
    await own(...[...names, ...targets].map((name) => `{{${name}}}`));
    expect(paragraphs(value(await docx())).join('\n')).not.toMatch(/\{\{|undefined/);
    // And it promises all there are.
    expect(
      [...paperFields(fullSummary, 'superior').keys()].filter((key) => ![...names, ...targets].includes(key)),
    ).toEqual([]);
  });

  test('that asks for what no report has is refused by the name it asks for', async () => {
    await own('{{don_vi}}', '{{cc_thu_nhap}}');
    expect(await docx()).toEqual({ ok: false, error: { type: 'TemplateBroken', field: 'cc_thu_nhap' } });
    // The party's copy is made from its own.
    expect((await docx(fullSummary, 'party')).ok).toBe(true);
  });

  test('that is no Word file, or a cut one, is refused', async () => {
    mkdirSync(join(dir, 'templates'));
    const path = join(dir, 'templates', 'daily-report.docx');
    writeFileSync(path, 'xin chào');
    expect(await docx()).toEqual({ ok: false, error: { type: 'TemplateBroken', field: null } });
    copyFileSync(join(ROOT, 'resources', 'templates', 'daily-report.docx'), path);
    writeFileSync(path, readFileSync(path).subarray(0, 6000));
    expect(await docx()).toEqual({ ok: false, error: { type: 'TemplateBroken', field: null } });
  });
});

describe('the Excel file', () => {
  test('has the report as numbers that can be added, and the lines they come from', async () => {
    const made = await xlsx();
    const rows = cells(made, 1);
    expect(rows).toContain('|Hồ sơ đã thu nhận|hồ sơ|1234|');
    expect(rows).toContain('|Tài khoản mức 1 được phê duyệt|tài khoản|31|nhập tay');
    expect(rows).toContain('|Tài khoản mức 2 được phê duyệt|tài khoản|chưa có số liệu|');
    expect(rows.some((row) => row.endsWith('số liệu ngày 01/11/2026)|%|26,74|'))).toBe(true);
    expect(cells(made, 2)).toContain('Cấp thẻ từ 14 tuổi|Từ 14 tuổi trở lên|Từ chối tiếp nhận|Thiếu giấy tờ|4');
    const names = strFromU8(unzipSync(made)['xl/workbook.xml'] ?? new Uint8Array()).matchAll(
      /<sheet [^>]*name="([^"]*)"/g,
    );
    expect([...(names ?? [])].map(([, name]) => name)).toEqual(['Báo cáo', 'Chi tiết']);
  });

  test('of an empty day says so on both sheets', async () => {
    const made = await xlsx(emptySummary);
    expect(cells(made, 1).join('\n')).toContain('Không có phát sinh');
    expect(cells(made, 2)).toContain('Không có phát sinh');
  });

  test('for Đảng ủy and UBND holds neither waiting, remark, reason of health nor of refusal', async () => {
    const made = await xlsx(fullSummary, 'party');
    expect([...cells(made, 1), ...cells(made, 2)].join('\n')).not.toMatch(
      /ốm đau|khuyết tật|Mất điện|chờ|[Vv]ắng|Thiếu giấy/,
    );
    expect(cells(made, 2)).toContain('Cấp thẻ từ 14 tuổi|Từ 14 tuổi trở lên|Từ chối tiếp nhận|6');
  });
});
