'use strict';
/* Opens the list of renewals in Chromium, with scripts off as its readers may have them, and in the dark: node renewals_page.js FOLDER.
 * Screenshots stay in FOLDER. */
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const folder = process.argv[2];
let failures = 0;
const check = (right, what) => {
  if (!right) {
    failures++;
    console.log('FAIL ' + what);
  }
};

async function look(browser, name, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('dialog', (dialog) => {
    check(false, `${name}: a script of a certificate ran`);
    dialog.dismiss();
  });
  const address = 'file://' + path.join(folder, name + '.html');
  await page.goto(address);
  check(requests.length === 1 && requests[0] === address, `${name}: it fetches ${requests.slice(1)}`);
  return { context, page };
}

/* Run from outside of the page's policy: its own scripts stay off. */
async function accessible(page, what) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of result.violations) {
    const where = violation.nodes.slice(0, 3).map((node) => node.target.join(' ') + ': ' + node.failureSummary.replace(/\s+/g, ' ')).join('; ');
    check(false, `${what}: axe ${violation.impact} ${violation.id}: ${where}`);
  }
  check(result.passes.length > 8, `${what}: axe looked at something`);
}

async function main() {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'] });
  for (const colorScheme of ['light', 'dark']) {
    const { context, page } = await look(browser, 'list', { colorScheme, bypassCSP: true });
    await accessible(page, `list, ${colorScheme}`);
    const words = await page.$$eval('tbody th', (cells) => cells.map((cell) => cell.innerText));
    check(words.includes('expired') && words.includes('due') && words.includes('renewed'), 'the status stands there in words: ' + words);
    check(await page.$$eval('img, main script, body > script ~ *, tbody a', (found) => found.length) === 0 &&
      await page.$$eval('body > script', (found) => found.length) === 1, 'nothing of a name became an element');
    await page.screenshot({ path: path.join(folder, colorScheme + '.png'), fullPage: true });
    await context.close();
  }
  const { context, page } = await look(browser, 'list', { javaScriptEnabled: false, viewport: { width: 400, height: 800 } });
  check(await page.locator('text=<script>alert("1")</script>').count() > 0, 'a hostile name shows as it is');
  await page.emulateMedia({ media: 'print' });
  await page.pdf({ path: path.join(folder, 'list.pdf'), format: 'A4', landscape: true });
  await page.screenshot({ path: path.join(folder, 'narrow.png') });
  await context.close();
  const none = await look(browser, 'none', { bypassCSP: true });
  await accessible(none.page, 'none');
  check((await none.page.innerText('.summary')) === '0 certificates.', 'an empty list says so');
  await browser.close();
  process.exit(failures ? 1 : 0);
}

main().catch((error) => {
  console.log('FAIL ' + error.stack);
  process.exit(1);
});
