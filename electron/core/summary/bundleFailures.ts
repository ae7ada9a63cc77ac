import type { BundleFailure } from './bundle.ts';

/** Why a bundle is not taken, for whoever has to do something about it: the officer here, above, or at the terminal. */
export const bundleFailures: Record<BundleFailure['type'], string> = {
  TooLarge: 'Tệp lớn hơn mọi gói số liệu ngày nên không được mở.',
  NameInvalid: 'Tên tệp không phải tên của một gói số liệu ngày. Xin giữ nguyên tên tệp khi chép.',
  NameDiffers: 'Tên tệp ghi trạm, ngày hoặc số khác với nội dung. Xin giữ nguyên tên tệp khi chép.',
  NotForUs: 'Không giải mã được: tệp bị thiếu, bị hỏng, hoặc được mã hóa cho đơn vị khác. Xin chép lại.',
  NotABundle: 'Bên trong không phải một gói số liệu ngày, nên không được mở.',
  ManifestInvalid: 'Bảng kê trong gói bị thiếu hoặc không đọc được.',
  UnknownStation: 'Gói của một trạm chưa ghi danh.',
  UnknownKey: 'Gói được ký bằng khóa chưa ghi danh, hoặc khóa không có hiệu lực cho ngày đó.',
  SignatureWrong: 'Chữ ký không đúng: nội dung đã bị sửa sau khi ký, hoặc do người khác ký.',
  FilesDiffer: 'Có tệp trong gói bị thiếu, thừa hoặc khác với bảng kê.',
  SummaryInvalid: 'Số liệu trong gói không đúng mẫu, hoặc không phải của trạm và ngày ghi trên gói.',
};
