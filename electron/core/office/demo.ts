import type { Role } from '../queue/views.ts';
import type { Service, Settings } from './settings.ts';

type DemoStation = {
  settings: Partial<Settings>;
  officers: { name: string; rank: string; role: Role; pin: string }[];
  pin: string;
};

const PIN = '482915';

/** A made-up office to try the program with. Nobody in it exists. */
export function demoOffice(services: readonly Service[]): DemoStation {
  const people: [string, string, Role][] = [
    ['Lê Quản Trị Mẫu', 'Đại úy', 'administrator'],
    ['Nguyễn Văn Mẫu', 'Thiếu tá', 'chief'],
    ['Phạm Thị Mẫu', 'Đại úy', 'leader'],
    ['Trần Thị Mẫu', 'Thượng úy', 'officer'],
    ['Hoàng Văn Mẫu', 'Trung úy', 'officer'],
    ['Vũ Thị Mẫu', 'Thiếu úy', 'officer'],
  ];
  return {
    pin: PIN,
    settings: {
      office: {
        name: 'Công an xã Hoằng Sơn (mẫu)',
        superior: 'Công an tỉnh Thanh Hóa',
        communeCode: '15910',
        phone: '0237 000 000',
      },
      services: [...services],
      desks: [
        { id: 'd1', label: '1', services: ['card', 'cardChild', 'pickup'] },
        { id: 'd2', label: '2', services: ['card', 'cardChild', 'pickup'] },
        { id: 'd3', label: '3', services: ['eid', 'residence', 'other'] },
        { id: 'd4', label: '4', services: [] },
      ],
      notices: [
        'Xin chuẩn bị sẵn thẻ căn cước và giấy tờ cần thiết.',
        'Mọi thủ tục không thu thêm tiền ngoài lệ phí đã niêm yết.',
      ],
    },
    officers: people.map(([name, rank, role]) => ({ name, rank, role, pin: PIN })),
  };
}

/** A made-up superior office. */
export function demoDistrict(): DemoStation {
  const people: [string, string, Role][] = [
    ['Lê Quản Trị Mẫu', 'Thiếu tá', 'administrator'],
    ['Nguyễn Thị Mẫu', 'Trung tá', 'chief'],
    ['Phạm Văn Mẫu', 'Đại úy', 'leader'],
    ['Hoàng Thị Mẫu', 'Thượng úy', 'officer'],
  ];
  return {
    pin: PIN,
    settings: {
      office: { name: 'Công an tỉnh Thanh Hóa (mẫu)', superior: '', communeCode: '', phone: '0237 000 000' },
    },
    officers: people.map(([name, rank, role]) => ({ name, rank, role, pin: PIN })),
  };
}
