/** `npm run templates`: the paper that resources/templates/ holds, in the layout of Nghị định 30/2020/NĐ-CP. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AlignmentType,
  BorderStyle,
  Document,
  Header,
  type IParagraphOptions,
  type IRunOptions,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';

const FOLDER = join(import.meta.dirname, '..', 'resources', 'templates');
/** In twentieths of a point. */
const mm = (length: number) => Math.round((length * 1440) / 25.4);
/** Of the text between the margins, mm. */
const WIDTH = 210 - 30 - 15;
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const NO_BORDERS = { top: NONE, bottom: NONE, left: NONE, right: NONE };

mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, 'daily-report.docx'), await Packer.toBuffer(report()));

function report(): Document {
  return new Document({
    creator: 'Tới Lượt',
    title: 'Mẫu báo cáo ngày',
    styles: {
      default: { document: { run: { font: 'Times New Roman', size: 28, language: { value: 'vi-VN' } } } },
    },
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: mm(210), height: mm(297) },
            margin: { top: mm(20), bottom: mm(20), left: mm(30), right: mm(15), header: mm(10), footer: mm(10) },
          },
        },
        headers: {
          first: new Header({ children: [new Paragraph('')] }),
          default: new Header({ children: [centred([new TextRun({ children: [PageNumber.CURRENT], size: 28 })])] }),
        },
        children: [
          head(),
          centred([bold('BÁO CÁO')], { spacing: { before: 240 } }),
          centred([bold('{{trich_yeu}}')]),
          rule(62),
          centred([plain('Kính gửi: {{kinh_gui}}.')], { spacing: { before: 200, after: 120 } }),
          body('{{mo_dau}}'),
          new Paragraph({ children: [plain('{{noi_dung}}')] }),
          body('{{ket_thuc}}'),
          foot(),
        ],
      },
    ],
  });
}

/** Superior and own office on the left, country and motto on the right, each with its line. */
function head(): Table {
  return columns([
    [
      72,
      [
        centred([plain('{{cap_tren}}', 26)]),
        centred([bold('{{don_vi}}', 26)]),
        rule(24),
        centred([plain('{{so}}', 26)], { spacing: { before: 60 } }),
      ],
    ],
    [
      WIDTH - 72,
      [
        centred([bold('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 24)]),
        centred([bold('Độc lập - Tự do - Hạnh phúc', 26)]),
        rule(18),
        centred([new TextRun({ text: '{{noi_ngay}}', italics: true, size: 26 })], { spacing: { before: 60 } }),
      ],
    ],
  ]);
}

/** Who gets it, and who signs, with room for the signature. */
function foot(): Table {
  return columns(
    [
      [
        85,
        [
          new Paragraph({ children: [new TextRun({ text: 'Nơi nhận:', bold: true, italics: true, size: 24 })] }),
          new Paragraph({ children: [plain('{{noi_nhan}}', 22)] }),
        ],
      ],
      [WIDTH - 85, [centred([bold('{{nguoi_ky}}')]), ...Array.from({ length: 4 }, () => centred([plain('')]))]],
    ],
    240,
  );
}

function columns(cells: [width: number, children: Paragraph[]][], before = 0): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: mm(WIDTH), type: WidthType.DXA },
    columnWidths: cells.map(([width]) => mm(width)),
    borders: { ...NO_BORDERS, insideHorizontal: NONE, insideVertical: NONE },
    rows: [
      new TableRow({
        // A signature never stands on a page without its title.
        cantSplit: true,
        children: cells.map(
          ([width, children]) =>
            new TableCell({
              children,
              width: { size: mm(width), type: WidthType.DXA },
              borders: NO_BORDERS,
              verticalAlign: VerticalAlign.TOP,
              margins: { top: before, bottom: 0, left: 0, right: 0 },
            }),
        ),
      }),
    ],
  });
}

/** The short line under a name, `inset` mm from either side. */
function rule(inset: number): Paragraph {
  return new Paragraph({
    indent: { left: mm(inset), right: mm(inset) },
    spacing: { before: 80, after: 0, line: 60, lineRule: 'exact' },
    border: { top: { style: BorderStyle.SINGLE, size: 6, space: 1, color: '000000' } },
    children: [],
  });
}

function body(text: string): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.JUSTIFIED,
    indent: { firstLine: mm(10) },
    spacing: { before: 120, after: 120 },
    children: [plain(text)],
  });
}

function centred(children: TextRun[], options: IParagraphOptions = {}): Paragraph {
  return new Paragraph({ alignment: AlignmentType.CENTER, ...options, children });
}

function plain(text: string, size: IRunOptions['size'] = 28): TextRun {
  return new TextRun({ text, size });
}

function bold(text: string, size: IRunOptions['size'] = 28): TextRun {
  return new TextRun({ text, bold: true, size });
}
