import { expect, type Page } from '@playwright/test';
import { failures } from '../../renderer/ui/strings/vi/failures.ts';
import { settings } from '../../renderer/ui/strings/vi/settings.ts';
import { setup } from '../../renderer/ui/strings/vi/setup.ts';
import { signin } from '../../renderer/ui/strings/vi/signin.ts';
import { staff } from '../../renderer/ui/strings/vi/staff.ts';
import { scan } from './scan.ts';

/** The officer's screen, worked by the keyboard alone; only the administrator's pages use the mouse. */
export class StaffPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/staff`);
  }

  /** First run: "try with a demo office"; the kiosk asks for no code. Gives the recovery key. */
  async setUpDemo(code: string | null): Promise<string> {
    if (code !== null) await this.page.getByLabel(setup.code).fill(code);
    await this.page.getByText(setup.demo).click();
    await this.page.getByRole('button', { name: setup.demoStart }).click();
    const key = this.page.getByText(/^(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}$/);
    await expect(key).toBeVisible();
    const text = await key.innerText();
    await this.page.getByRole('button', { name: setup.begin }).click();
    return text;
  }

  /** Types the beginning of the name, takes the only one left, types the PIN. */
  async signIn(name: string, pin: string): Promise<void> {
    await expect(this.page.getByRole('option').first()).toBeVisible();
    await expect(this.page.getByPlaceholder(signin.search)).toBeFocused();
    await this.type(name);
    await expect(this.page.getByRole('option')).toHaveCount(1);
    await this.press('ArrowDown', 'Enter');
    await expect(this.page.getByLabel(signin.pin, { exact: true }).and(this.page.locator('input'))).toBeFocused();
    await this.type(pin);
    await this.press('Enter');
    await expect(this.callNext).toBeVisible();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** As a person types: far slower than the 35 ms a key of a scanner. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 60 });
  }

  /** A scan of a card or a paper, wherever the focus is. */
  scan(text: string): Promise<void> {
    return scan(this.page, text);
  }

  /** "Bắt đầu", then "Xong". */
  async serve(): Promise<void> {
    await this.press('F8');
    await this.finish();
  }

  /** "Xong" once it is no longer taken for the same press as "Bắt đầu". */
  async finish(): Promise<void> {
    await expect(this.page.getByTestId('done')).toBeVisible();
    await this.page.waitForTimeout(900);
    await this.press('F8');
  }

  async approveDevice(code: string, name: string): Promise<void> {
    await this.settingsPage('devices');
    await this.page.getByRole('button', { name: settings.devices.approveOf(code) }).click();
    await this.page.getByRole('dialog').getByRole('textbox').first().fill(name);
    await this.page.getByRole('dialog').getByRole('button', { name: settings.devices.approve }).click();
    await expect(this.page.getByRole('rowheader', { name })).toBeVisible();
  }

  async settingsPage(page: keyof typeof settings.pages): Promise<void> {
    await this.tab('settings');
    await this.page.getByRole('navigation').getByRole('button', { name: settings.pages[page] }).click();
  }

  async tab(tab: keyof typeof staff.tabs): Promise<void> {
    await this.page.getByRole('tab', { name: staff.tabs[tab], exact: true }).click();
  }

  get callNext() {
    return this.page.getByTestId('call-next');
  }

  get nextNumber() {
    return this.page.getByTestId('next-number');
  }

  get atDesk() {
    return this.page.getByTestId('at-desk-number');
  }

  get rows() {
    return this.page.getByTestId('line-row');
  }

  get dialog() {
    return this.page.getByRole('dialog');
  }

  /** The sentence that says what was done, or why it was not. */
  get notice() {
    return this.page.getByRole('region').getByRole('status').first();
  }

  async expectFailure(type: keyof typeof failures): Promise<void> {
    await expect(this.page.getByText(failures[type] ?? type, { exact: true })).toBeVisible();
  }
}
