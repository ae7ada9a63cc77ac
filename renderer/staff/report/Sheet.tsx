import { Fragment } from 'react';
import { createPortal } from 'react-dom';
import { noteOf, type Paper, REMARK, showValue } from '../../../electron/core/summary/paper.ts';
import { report as words } from '../../ui/strings/vi/report.ts';
import css from './sheet.module.css';

/** The day's report as it is printed: the same words and order as the Word file. Seen on paper only. */
export function Sheet({ paper }: { paper: Paper }) {
  return createPortal(
    // The page already says all of it to a reader.
    <div className={css.sheet} aria-hidden="true">
      <div className={css.head}>
        <div>
          <p>{paper.superior}</p>
          <p className={css.office}>{paper.office}</p>
          <p>{paper.number}</p>
        </div>
        <div>
          <p className={css.country}>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
          <p className={css.motto}>Độc lập - Tự do - Hạnh phúc</p>
          <p className={css.place}>{paper.placeAndDate}</p>
        </div>
      </div>
      <p className={css.title}>BÁO CÁO</p>
      <p className={css.subject}>{paper.subject}</p>
      <p className={css.to}>Kính gửi: {paper.to}.</p>
      <p className={css.body}>{paper.opening}</p>
      {paper.groups.length > 0 && (
        <table className={css.table}>
          <thead>
            <tr>
              {words.paperColumns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {paper.groups.map(({ title, lines }, i) => (
              <Fragment key={title}>
                <tr className={css.group}>
                  <td>{i + 1}</td>
                  <td colSpan={4}>{title}</td>
                </tr>
                {lines.map((line) => (
                  <tr key={line.key}>
                    <td />
                    <td className={line.inner ? css.inner : undefined}>
                      {line.inner ? `- ${line.label}` : line.label}
                    </td>
                    <td>{line.unit}</td>
                    <td className={line.value === null ? css.unknown : undefined}>{showValue(line.value)}</td>
                    <td>{noteOf(line)}</td>
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
      {paper.remark !== '' && (
        <p className={`${css.body} ${css.remark}`}>
          <strong>{REMARK}: </strong>
          {paper.remark}
        </p>
      )}
      <p className={css.body}>{paper.closing}</p>
      <div className={css.foot}>
        <div>
          <p className={css.toWhom}>Nơi nhận:</p>
          {paper.recipients.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
        <p className={css.signer}>{paper.signer}</p>
      </div>
    </div>,
    document.body,
  );
}
