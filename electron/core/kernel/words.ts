import type { Stretcher } from './ports.ts';

/**
 * The 8 words (64 bits) that two people compare by telephone before either program trusts the other's keys. They follow
 * from the exact bodies of both files, so they agree only when both sides hold the same two files.
 *
 * Why 64 bits are enough. Whoever carries the files may exchange either or both: the station then holds (S', A), the
 * superior office (S, A'), and the words agree only by chance. The station's answer A holds a nonce drawn after S' was
 * read, so when A is known nothing is left to choose but A': a second preimage of given 64 bits, not a collision of two
 * chosen ones (2^32). Each guess costs the stretching (scrypt, 32 MiB; about 0.3 s of a core) and holds for one
 * station's answer only: 2^64 of them are 10^11 years of a core.
 */
export async function wordsOf(stretcher: Stretcher, superiorBody: string, stationBody: string): Promise<string[]> {
  const bytes = await stretcher.stretch(JSON.stringify(['toiluot/1//words', superiorBody, stationBody]));
  return [...bytes.subarray(0, 8)].map((byte) => WORDS[byte] ?? '');
}

/**
 * 256 things of every day in two syllables, chosen so that any two differ in three sounds at least, also without tones
 * and whatever a region does not tell apart (words.test.ts). The order is part of the format.
 */
export const WORDS: readonly string[] = `
áp phích, ắc quy, ăng ten, ấm trà, bạch tuộc, bàn phím, bánh chưng, bầu trời, bến xe, bếp ga, biển báo,
biệt thự, bình hoa, bò cạp, bóng đèn, bóng rổ, búp bê, bút chì, bưởi hồng, bươm bướm, bưu điện, cá chép,
cà rốt, cà tím, cái kéo, cánh buồm, cánh quạt, cao nguyên, cặp sách, cầu phao, cầu trượt, chai nhựa, chậu hoa,
chèo thuyền, chìa khóa, chiếu cói, chim sẻ, chổi rơm, chùm nho, chuối chín, chuồn chuồn, chuột túi, cối xay,
công viên, cơm nắm, củ gừng, cuộn len, cửa sổ, dây thừng, dép lê, dế mèn, diễn viên, diều sáo, dòng sông,
du lịch, dưa leo, đá cuội, đà điểu, đại dương, đàn bầu, đảo xa, đất sét, đậu phụ, đèn pin, địa cầu, điện thoại,
đinh ốc, đom đóm, đòn gánh, đôi đũa, đội kèn, đua ghe, đường mòn, đường tàu, gạo nếp, gấu bông, ghi ta,
giàn mướp, giỏ tre, gỗ lim, gốm sứ, guốc mộc, gương soi, hà mã, hải cảng, hàng rào, hạt dẻ, hè phố, hình vuông,
họa sĩ, hoàng hôn, hồ nước, hộp bút, huy hiệu, hươu sao, kem que, kẹo dừa, kẹo lạc, kẹp tóc, kênh đào,
khẩu trang, khế ngọt, khiêu vũ, khoai môn, khoảng sân, khoang thuyền, khói bếp, khóm dứa, khuôn bánh, khuy áo,
kim khâu, kính lúp, kỳ nghỉ, lá cọ, lạc đà, lễ hội, lều trại, lịch bàn, lọ mực, lồng chim, lốp xe, lợn rừng,
lớp học, lúa mì, lũy tre, lược sừng, lưới cá, mái ngói, màn hình, máy giặt, măng tre, mâm cơm, mật ong,
mèo mướp, mía ngọt, mít chín, mỏ neo, mỏ than, móng ngựa, mộc nhĩ, mũ rơm, mùa gặt, mùa thu, muối vừng,
mực khô, mướp đắng, nải chuối, nắng sớm, nem rán, nến sáp, nghệ sĩ, ngoại ô, ngọn núi, ngôi nhà, ngũ cốc,
ngựa vằn, nhà sàn, nhạc cụ, nhãn lồng, nhiệt kế, nhựa thông, nón lá, nồi đồng, nốt nhạc, núi lửa, nước mắm,
ổ điện, ổ khóa, ốc sên, ống nhòm, ớt chuông, pha lê, phao bơi, phi tiêu, phích nước, phiên chợ, phim ảnh,
phong bì, phù sa, quả cam, quán nước, quạt nan, quân cờ, que diêm, quê nhà, quốc lộ, quyển sách, quýt ngọt,
rạp xiếc, rèm cửa, rễ cây, rô bốt, ruộng lúa, rừng đước, sạp báo, sáo trúc, sầu riêng, siêu thị, sim tím, sóc nâu,
sơ đồ, sợi chỉ, súp lơ, sư tử, sứa biển, sữa chua, tai nghe, tàu ngầm, tàu thủy, tấm bạt, tập vở, tem thư,
tê giác, thạch cao, thang máy, tháp chuông, thể thao, thìa gỗ, thợ gốm, thợ rèn, thung lũng, thuyền buồm,
thuyền thúng, thực đơn, thước kẻ, tiếng chim, tô mì, tôm hùm, tơ tằm, trâu cày, tre ngà, trò chơi, trực thăng,
trứng gà, trường học, tủ lạnh, tuần lễ, túi vải, tuyết rơi, tường gạch, vải thiều, ván gỗ, viên phấn, vịt trời,
vòng tay, vùng cao, vượt thác, xà phòng, xe đạp, xe lửa, xi măng, xích đu, xoong nồi, xôi gấc, xúc xích,
xưởng gỗ
`
  .trim()
  .split(/,\s+/);
