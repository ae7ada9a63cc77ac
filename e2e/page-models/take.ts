import { expect, type Page } from '@playwright/test';
import { scan } from './scan.ts';

/** The ticket screen, worked by touch alone. */
export class TakePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/take`);
  }

  /** The four digits by which an administrator finds this screen. */
  async pairingCode(): Promise<string> {
    const text = await this.page.getByTestId('pairing-code').innerText();
    return text.replaceAll(/\D/g, '');
  }

  async tap(testId: string): Promise<void> {
    await this.page.getByTestId(testId).tap();
  }

  /** A number in two touches; gives it. */
  async take(service: string, priority = 'none'): Promise<string> {
    await this.tap(`service-${service}`);
    await this.tap(`priority-${priority}`);
    return this.number.innerText();
  }

  async backToStart(): Promise<void> {
    await this.tap('back-to-start');
    await expect(this.page.getByTestId('find')).toBeVisible();
  }

  /** Asks where a number stands: letter, digits, go. */
  async find(number: string): Promise<void> {
    await this.tap('find');
    await this.tap(`letter-${number.slice(0, 1)}`);
    for (const digit of number.slice(1)) await this.tap(`key-${digit}`);
    await this.tap('pad-go');
  }

  /** Lays a paper or a card on the scanner, whatever page is shown. */
  scan(text: string): Promise<void> {
    return scan(this.page, text);
  }

  get number() {
    return this.page.getByTestId('issued-number');
  }

  get when() {
    return this.page.getByTestId('issued-when');
  }
}
