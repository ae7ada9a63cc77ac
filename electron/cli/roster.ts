import { readFileSync } from 'node:fs';
import { fail, ok } from '../core/kernel/result.ts';
import {
  type Instance,
  type InstanceRule,
  type InstanceUnreadable,
  instanceCost,
  instanceProblem,
  readInstance,
  type Unreadable,
} from '../core/roster/instance.ts';
import type { Plan } from '../core/roster/problem.ts';
import { solver } from '../node/roster/solver.ts';
import type { Said } from './bundle.ts';
import { openOut } from './out.ts';

/** Kept back of the time asked for: to end the search and to write the file, s. */
const ENDING = 0.2;

/**
 * `roster solve`: a public instance solved by the same code as an office's roster, and the roster written down. The time
 * limit counts from the start of the process; ended by Ctrl+C it keeps the best roster so far.
 */
export async function solveInstance({
  file,
  seconds,
  to,
}: {
  file: string;
  seconds: number;
  to: string;
}): Promise<Said> {
  const text = read(file);
  if (text === null)
    return fail({ type: 'InstanceMissing', text: `Không có hoặc không mở được tệp ${file}.`, json: { file } });
  const instance = readInstance(text);
  if (!instance.ok) {
    const { type, line, section, what } = instance.error;
    return fail({ type, text: `Không đọc được ${file}: ${sentenceOf(instance.error)}`, json: { line, section, what } });
  }
  // Opened before the work of a minute, so that a folder that is not there is told at once.
  const out = openOut(to);
  const unwritable = fail({ type: 'OutUnwritable', text: `Không ghi được ${to}.`, json: { file: to } });
  if (out === null) return unwritable;
  try {
    const { problem, rules } = instanceProblem(instance.value);
    const limit = Math.max(ENDING, seconds - process.uptime() - ENDING);
    const search = solver.solve(problem, { seconds: limit, gap: 0, start: null });
    process.once('SIGINT', () => search.stop());
    const solution = await search.done;
    if (solution.type === 'nothing')
      return fail({
        type: 'NothingFound',
        text: `Sau ${seconds} giây chưa tìm được lịch nào. Xin cho thêm thời gian.`,
      });
    if (solution.type === 'clash') {
      const clash = solution.rules.flatMap((rule) => rules[rule] ?? []);
      const text = `Không có lịch nào giữ được mọi quy tắc bắt buộc. Các quy tắc mâu thuẫn: ${wordsOf(clash, instance.value)}.`;
      return fail({ type: 'Clash', text, json: { rules: clash } });
    }
    const { plan, objective, proven } = solution;
    // No cost is below nothing, whatever has been proven by now.
    const bound = Math.max(0, solution.bound ?? 0);
    const counted = instanceCost(instance.value, plan);
    if (counted.cost !== objective || counted.broken.length > 0) throw new Error('the roster is not what was counted');
    const assignments = assignmentsOf(instance.value, plan);
    const written = out.write(`${JSON.stringify({ objective, bound, assignments })}\n`) && out.keep();
    if (!written) return unwritable;
    const best = proven ? 'đã chứng minh là tốt nhất' : `không lịch nào dưới ${bound}`;
    const json = { file: to, objective, bound, proven, seconds: Math.round(process.uptime() * 10) / 10 };
    return ok({ text: `Đã xếp ${assignments.length} ca, tổng điểm phạt ${objective} (${best}): ${to}.`, json });
  } finally {
    out.close();
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function assignmentsOf({ staff, shifts }: Instance, plan: Plan) {
  return plan.flatMap((row, person) =>
    row.flatMap((duty, day) =>
      duty === null ? [] : [{ staff: staff[person]?.id ?? '', day, shift: shifts[duty]?.id ?? '' }],
    ),
  );
}

const UNREADABLE: Readonly<Record<Unreadable, string>> = {
  missing: 'thiếu phần này',
  unknown: 'phần này lạ hoặc lặp lại',
  fields: 'sai số lượng mục trên dòng',
  number: 'có số không hợp lệ',
  day: 'có ngày nằm ngoài kỳ xếp lịch',
  staff: 'có mã nhân viên không có trong danh sách',
  shift: 'có mã ca không có trong danh sách',
  twice: 'lặp lại điều đã có',
  end: 'tệp bị cắt mất phần cuối',
};

function sentenceOf({ line, section, what }: InstanceUnreadable): string {
  return `dòng ${line}, ${section}: ${UNREADABLE[what]}.`;
}

function wordsOf(clash: readonly InstanceRule[], { staff }: Instance): string {
  return clash
    .map(({ staff: id, kind }) => {
      const member = staff.find((one) => one.id === id);
      const words: Readonly<Record<InstanceRule['kind'], string>> = {
        maxShifts: 'số ca tối đa của từng loại ca',
        maxMinutes: `tối đa ${member?.maxMinutes} phút`,
        minMinutes: `tối thiểu ${member?.minMinutes} phút`,
        maxRun: `tối đa ${member?.maxRun} ngày làm liên tiếp`,
        minRun: `tối thiểu ${member?.minRun} ngày làm liên tiếp`,
        minDaysOff: `tối thiểu ${member?.minDaysOff} ngày nghỉ liên tiếp`,
        maxWeekends: `tối đa ${member?.maxWeekends} cuối tuần làm việc`,
        daysOff: 'các ngày nghỉ cố định',
        follow: 'các ca không được xếp nối tiếp',
      };
      return `${id} – ${words[kind]}`;
    })
    .join('; ');
}
