import { expect, type Page } from '@playwright/test';

/** The big screen: only looked at. */
export class BoardPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/board`);
  }

  /** The number in the big panel and the desk it goes to. */
  async expectCalled(number: string, desk: string): Promise<void> {
    await expect(this.page.getByTestId('called-number')).toHaveText(number, { timeout: 20_000 });
    await expect(this.page.getByTestId('called-desk')).toHaveText(desk);
  }

  /** The numbers under "Tiếp theo", in order. */
  async expectNext(...numbers: string[]): Promise<void> {
    await expect
      .poll(async () => (await this.page.getByTestId('next-row').allInnerTexts()).map((row) => row.split('\n')[0]))
      .toEqual(numbers);
  }
}
