'use strict';
/* Opens the pages of pages.c in Chromium as people would, and fails on what they could not do: node judge.js FOLDER.
 * Screenshots stay in FOLDER. */
const fs = require('fs');
const os = require('os');
const path = require('path');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const folder = process.argv[2];
const url = (page) => 'file://' + path.join(folder, page + '.html');
let failures = 0;
const check = (right, what) => {
  if (!right) {
    failures++;
    console.log('FAIL ' + what);
  }
};
const equal = (got, want, what) => check(JSON.stringify(got) === JSON.stringify(want), `${what}: ${JSON.stringify(got)}, wanted ${JSON.stringify(want)}`);

/* A browser with an empty profile; everything that would leave the page is written down and refused. */
async function start(options) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium', headless: true, viewport: { width: 1280, height: 900 }, colorScheme: 'light', ...options,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const seen = { requests: [], dialogs: [], messages: [] };
  await context.route('**', (route) => {
    const address = route.request().url();
    if (!address.startsWith('file://' + folder))
      seen.requests.push(address);
    return route.continue();
  });
  context.on('page', (page) => watch(page, seen));
  const page = await context.newPage();
  return { context, page, seen, stop: async () => {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  } };
}

function watch(page, seen) {
  page.on('request', (request) => {
    if (request.url().startsWith('file:') ? !/\/(report|hostile|many|empty|real|renewals|ticket|runbook)\.html/.test(request.url()) : true)
      seen.requests.push(request.url());
  });
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      seen.messages.push(message.text());
  });
  page.on('pageerror', (error) => seen.messages.push(error.message));
}

/* A page that scripts make useful is so when it is no longer busy. */
async function visit(page, name, part = '') {
  await page.goto(url(name) + part);
  await page.waitForSelector('html:not([aria-busy])');
}

const visible = (page) => page.$$eval('#bundles tbody tr', (rows) => rows.filter((row) => row.offsetHeight > 0).map((row) => row.id));
const said = (page) => page.textContent('#f-count');
const sortOf = (page, key) => page.getAttribute(`th[data-key=${key}]`, 'aria-sort');

async function accessible(page, what) {
  await page.addStyleTag({ content: '#bundles tbody, #bundles tbody tr { content-visibility: visible !important; }' }).catch(() => {});
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of result.violations) {
    const bad = violation.impact === 'serious' || violation.impact === 'critical';
    const where = violation.nodes.slice(0, 3).map((node) => node.target.join(' ') + ': ' + node.failureSummary.replace(/\s+/g, ' ')).join('; ');
    console.log(`${bad ? 'FAIL' : 'note'} ${what}: axe ${violation.impact} ${violation.id}: ${where}`);
    failures += bad;
  }
  check(result.passes.length > 20, `${what}: axe looked at something`);
}

/* Tab until what is focused matches; the keyboard alone must get everywhere. */
async function tabTo(page, selector) {
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector))
      return true;
  }
  check(false, `Tab reaches ${selector}`);
  return false;
}

async function byKeyboard(page) {
  await visit(page, 'report');
  equal(await visible(page), ['b2', 'b5', 'b6', 'b7', 'b10', 'b11', 'b12', 'b3', 'b9', 'b4', 'b1', 'b8'], 'rows at first, the worst first');
  equal(await said(page), 'All 12 bundles', 'the count at first');
  await page.keyboard.press('Tab');
  equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#summary', 'the first stop is a skip link');
  check(await page.evaluate(() => document.activeElement.getBoundingClientRect().left >= 0), 'a focused skip link is on the screen');

  await tabTo(page, '.bar[data-date=s]');
  await page.keyboard.press('Enter');
  equal(await visible(page), ['b10', 'b3'], 'rows of the bar of passed dates');
  equal(await said(page), '2 of 12 bundles', 'the count says what the bar shows');
  equal(await page.evaluate(() => document.activeElement.getAttribute('aria-pressed')), 'true', 'the bar is pressed');
  await page.keyboard.press(' ');
  equal((await visible(page)).length, 12, 'the bar again shows all');

  await tabTo(page, '#f-text');
  await page.keyboard.type('MERIDIAN');
  equal(await visible(page), ['b3'], 'rows of a search');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await tabTo(page, '#f-env');
  await page.keyboard.type('Dev');
  equal(await visible(page), ['b3'], 'rows of an environment');
  await page.keyboard.press('Home');
  await page.fill('#f-from', '2026-12-01');
  await page.fill('#f-to', '2026-12-31');
  equal(await visible(page), ['b2', 'b5', 'b9', 'b1', 'b8'], 'rows to submit in December');
  await page.selectOption('#f-date', 'x');
  equal(await visible(page), ['b3'], 'rows that expire in December');
  await page.click('button[type=reset]');
  await page.waitForFunction(() => document.getElementById('f-count').textContent === 'All 12 bundles');

  await page.focus('#f-to');
  await tabTo(page, 'input[name=rank][value="3"]');
  await page.keyboard.press(' ');
  equal((await visible(page)).length, 5, 'rows without those with errors');
  await page.keyboard.press(' ');

  await tabTo(page, 'th[data-key=x] button');
  await page.keyboard.press('Enter');
  equal([await sortOf(page, 'x'), await sortOf(page, 'v')], ['ascending', 'none'], 'aria-sort of the sorted column');
  equal((await visible(page)).slice(0, 3), ['b10', 'b3', 'b2'], 'rows by expiry');
  equal((await visible(page)).slice(-2), ['b11', 'b12'], 'rows without a date come last');
  check(/sorted by expires, ascending/i.test(await said(page)), 'sorting is announced');
  await page.keyboard.press('Enter');
  equal((await visible(page)).slice(0, 1).concat((await visible(page)).slice(-2)), ['b8', 'b11', 'b12'], 'rows by expiry, latest first');
  await page.keyboard.press('Enter');
  equal((await visible(page)).slice(0, 2), ['b2', 'b5'], 'the third time the worst are first again');

  await tabTo(page, '#b2 summary');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  check(outline !== 'none', 'the focus is visible');
  await page.keyboard.press('Enter');
  check(await page.isVisible('#b2 .findings li.error'), 'Enter opens a row');
  check(await page.isVisible('#b2 .hint'), 'an open row says what to do');
  await page.keyboard.press('Enter');
  check(!(await page.isVisible('#b2 .findings li.error')), 'Enter closes it again');
  await page.click('.tiles a');
  await page.waitForFunction(() => document.querySelector('#b2 details').open, null, { timeout: 5000 })
    .catch(() => check(false, 'the next submit-by leads to its row'));
}

const HEADINGS = ['Bundle audit', '6 of 11 bundles can\'t be acted on; 1 file can\'t be read; 2 are past the day to submit by', 'What is due when',
  'Bundles', 'Across bundles', 'Rules that fired'];

async function order(page) {
  await visit(page, 'report');
  equal(await page.locator('h1, h2').allTextContents(), HEADINGS, 'headings in the order they are read');
  const broken = await page.$$eval('a[href]', (all) => all.map((one) => one.getAttribute('href'))
    .filter((href) => href[0] !== '#' || !document.getElementById(href.slice(1))));
  equal(broken, [], 'links that lead nowhere or out of the page');
}

/* The first frame has the headline alone; what follows must not depend on the browser telling of it. */
async function firstFrame(context) {
  const silent = async (script) => {
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.PerformanceObserver = class { observe() {} };
    });
    await page.addInitScript(script);
    await page.goto(url('report'));
    return page;
  };
  const stuck = await silent(() => {
    window.setTimeout = () => {};
  });
  check(await stuck.isVisible('#summary h2'), 'the first frame has the headline');
  for (const later of ['.tiles', '#timeline', '#bundles', '#across', '#rules', 'footer'])
    check(!(await stuck.isVisible(later)), `the first frame waits for ${later}`);
  await stuck.emulateMedia({ media: 'print' });
  check(await stuck.isVisible('#b2'), 'a page printed before its first frame is whole');
  await stuck.close();
  const untold = await silent(() => {});
  await untold.waitForSelector('html:not([aria-busy])');
  check(await untold.isVisible('#b2') && await untold.isVisible('#filters'), 'a browser that keeps its first frame to itself shows all');
  await untold.close();
}

async function withoutScripts() {
  const { page, seen, stop } = await start({ javaScriptEnabled: false });
  await visit(page, 'report');
  check(await page.isVisible('#summary h2'), 'without scripts: the summary shows');
  check(!(await page.isVisible('#filters')), 'without scripts: no filters that do nothing');
  equal(await page.locator('h1, h2').allTextContents(), HEADINGS, 'without scripts: headings in the order they are read');
  await page.click('#b2 summary');
  check(await page.isVisible('#b2 .findings li.error .hint'), 'without scripts: a row opens');
  await page.screenshot({ path: path.join(folder, 'no-script.png') });
  equal([seen.requests, seen.messages], [[], []], 'without scripts: requests and messages');
  await stop();
}

async function hostile(page, seen) {
  await visit(page, 'hostile');
  await page.click('#f-open');
  await page.waitForTimeout(300);
  equal(seen.dialogs, [], 'dialogs');
  equal(await page.title(), 'Bundle audit of 2026-11-20', 'the title');
  const counts = await page.evaluate(() => ['script', 'img', 'style', 'iframe', 'a:not([href^="#"])', '[onerror]', '[src]', 'body > *']
    .map((selector) => document.querySelectorAll(selector).length));
  equal(counts, [1, 0, 1, 0, 0, 0, 0, 4], 'elements that a name could have added');
  equal(await page.$$eval('#bundles tbody > tr', (rows) => rows.length), 2, 'rows of hostile names');
  check((await page.textContent('#b1 .n')).includes('<img src=x onerror=alert(2)>'), 'a hostile name shows as it is');
  const environment = await page.$$eval('#f-env option', (all) => all.map((one) => one.value).filter((one) => one.includes('<script>')));
  equal(environment.length, 1, 'a hostile environment is one choice');
  await page.selectOption('#f-env', environment[0]);
  equal(await visible(page), ['b1'], 'rows of the hostile environment');
}

/* What the program says of the archives of tests/hostile. */
async function real(page, seen) {
  await visit(page, 'real');
  await page.click('#f-open');
  const rows = (await visible(page)).length;
  check(rows > 60, `rows of the hostile archives: ${rows}`);
  equal(seen.dialogs, [], 'dialogs of the hostile archives');
  equal(await page.$$eval('script, img, style, iframe, a:not([href^="#"])', (all) => all.map((one) => one.localName)), ['style', 'script'],
    'elements of the hostile archives');
  await page.uncheck('input[name=rank][value="3"]');
  check((await visible(page)).length < rows / 2, 'hostile archives are errors');
}

/* Rows that the browser has not laid out yet must be as good as the others. */
async function thousand(page) {
  await visit(page, 'many');
  const onScreen = (id) => page.waitForFunction((wanted) => {
    const { top, bottom } = document.getElementById(wanted).getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }, id, { timeout: 5000 }).then(() => true, () => false);
  const height = () => page.$eval('#bundles tbody:nth-of-type(20)', (group) => group.offsetHeight);
  const guessed = await height();
  await page.evaluate(() => document.getElementById('b480').scrollIntoView());
  check(await onScreen('b480'), 'a group far away is shown when it is scrolled to');
  check(Math.abs(guessed - await height()) < 0.1 * guessed, `a group takes about the room kept for it: ${guessed} and ${await height()}`);
  equal((await visible(page)).length, 1000, 'rows of a thousand');
  await page.evaluate(() => { location.hash = '#b700'; });
  check(await onScreen('b700'), 'a link leads to a row far away');
  check(await page.evaluate(() => window.find('case-0949')), 'find in page finds a row that was never on the screen');
  check(await onScreen('b950'), 'find in page shows the row');
  await page.locator('#b1000 summary').focus();
  check(await onScreen('b1000'), 'focus scrolls to the last row');
  await page.goto('about:blank');
  await visit(page, 'many', '#b600');
  check(await onScreen('b600') && await page.locator('#b600 details').evaluate((row) => row.open), 'a link from outside opens its row');

  await page.fill('#f-text', 'meridian');
  equal((await visible(page)).length, 100, 'rows of a search among a thousand');
  await page.click('th[data-key=n] button');
  await page.click('th[data-key=n] button');
  const rows = await visible(page);
  equal([rows.length, rows[0], rows[99]], [100, 'b993', 'b3'], 'rows of a search, sorted');
  await page.fill('#f-text', 'no such bundle');
  check(await page.isVisible('#nothing'), 'a search for nothing says so');
  check((await page.locator('#bundles table').boundingBox()).height < 150, 'groups without rows take no room');
  await page.fill('#f-text', '');
  const sizes = await page.$$eval('#bundles tbody', (all) => all.map((one) => one.rows.length));
  equal(sizes.filter(Boolean), Array(40).fill(25), 'rows of each group, sorted');

  await page.emulateMedia({ media: 'print' });
  const drawn = await page.$$eval('#bundles tbody, #bundles tbody tr', (all) => all.map((one) => getComputedStyle(one).contentVisibility));
  equal(drawn.filter((one) => one !== 'visible').length, 0, 'groups and rows that would be left out on paper');
  await page.emulateMedia({ media: 'screen' });
}

async function printed(page) {
  await visit(page, 'report');
  const pdf = await page.pdf({ path: path.join(folder, 'report.pdf'), format: 'A4' });
  check(pdf.length > 20000, 'the page prints');
  await page.emulateMedia({ media: 'print' });
  check(!(await page.isVisible('#filters')), 'filters are not printed');
  check(await page.isVisible('#b2 .findings li.error'), 'closed rows are printed open');
  equal(await page.locator('#bundles .findings > .note:visible').count(), 0, 'notes are printed with the rules alone');
  equal((await visible(page)), ['b2', 'b5', 'b6', 'b7', 'b10', 'b11', 'b12', 'b3', 'b9'], 'only what was found is printed');
  equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)', 'paper is white');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(0, 0, 0)', 'ink is black in dark mode, too');
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
}

async function looks(page) {
  await visit(page, 'report');
  const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.setViewportSize({ width: 1280, height: 1360 });
  await page.click('#b2 summary');
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: path.join(folder, 'light.png') });
  await accessible(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  check(light !== await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'dark mode is dark');
  await page.screenshot({ path: path.join(folder, 'dark.png') });
  await accessible(page, 'dark');
  await page.setViewportSize({ width: 320, height: 1360 });
  await page.evaluate(() => scrollTo(0, 0));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= 320, `nothing is wider than a small screen: ${wide}`);
  await page.screenshot({ path: path.join(folder, 'narrow.png') });
  await accessible(page, 'narrow');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
  await visit(page, 'hostile');
  await accessible(page, 'hostile');
  await visit(page, 'empty');
  await accessible(page, 'empty');
  equal(await page.textContent('#summary h2'), 'There was no bundle to audit', 'the page of no bundles');
  await renewals(page);
  await visit(page, 'report');
  await onPaper(page, 'report', '#filters');
  for (const entry of ['ticket', 'runbook']) {
    await visit(page, entry);
    await (entry === 'ticket' ? pasted(page) : ticked(page));
    equal(await page.$$eval('a', (all) => all.map((one) => one.href).filter((href) => !href.startsWith('https://'))), [], `${entry}: links`);
    await page.screenshot({ path: path.join(folder, entry + '.png'), fullPage: true });
    await accessible(page, entry);
  }
}

/* The list of renewals: filters, months, a phone, paper. */
async function renewals(page) {
  const rows = () => page.$$eval('tbody tr:not(.group)', (all) => all.filter((row) => row.offsetHeight > 0).map((row) => row.className));
  const groups = () => page.$$eval('tr.group', (all) => all.filter((row) => row.offsetHeight > 0).map((row) => row.textContent));
  await visit(page, 'renewals');
  equal((await groups()).slice(0, 2), ['November 2026', 'March 2027'], 'renewals: months, the first first');
  equal([(await rows())[0], (await rows()).at(-1)], ['due', 'vendor'], 'renewals: what is due is first, what the vendor renews is last');
  check((await page.textContent('#unread')).includes('renewed/broken.zip'), 'renewals: what was not read is named');
  const all = (await rows()).length;
  await page.selectOption('#f-env', 'Test');
  equal([await rows(), await groups()], [['due'], ['November 2026']], 'renewals: of an environment');
  await page.selectOption('#f-status', 'fine');
  check(await page.isVisible('#nothing'), 'renewals: filters that leave nothing say so');
  await page.click('button[type=reset]');
  await page.waitForFunction(() => /^All /.test(document.getElementById('f-count').textContent));
  equal((await rows()).length, all, 'renewals: all again');
  await page.fill('#f-text', '87311A6E');
  equal(await rows(), ['due'], 'renewals: of a thumbprint');
  await page.fill('#f-text', '');
  await page.screenshot({ path: path.join(folder, 'renewals.png'), fullPage: true });
  await accessible(page, 'renewals');
  await page.setViewportSize({ width: 320, height: 800 });
  check(await page.evaluate(() => document.documentElement.scrollWidth <= 320), 'renewals: nothing is wider than a small screen');
  await page.screenshot({ path: path.join(folder, 'renewals-phone.png'), fullPage: true });
  await accessible(page, 'renewals on a phone');
  await onPaper(page, 'renewals', 'form');
}

/* As wide as A4 is in CSS pixels, without its margins. */
async function onPaper(page, name, unprinted) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 704, height: 1000 });
  check(!(await page.isVisible(unprinted)), `${name}: filters are not printed`);
  check(await page.evaluate(() => document.documentElement.scrollWidth <= 704), `${name}: it fits on paper`);
  await page.screenshot({ path: path.join(folder, name + '-print.png'), fullPage: true });
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/* What goes into the portal's two fields comes by a button each, as the ticket has it. */
async function pasted(page) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => {});
  const lines = fs.readFileSync(path.join(folder, 'ticket.txt'), 'utf8').split('\r\n');
  const wanted = { 'Copy the subject': lines[0], 'Copy the description': lines.slice(2).join('\n').trim() };
  for (const [button, text] of Object.entries(wanted)) {
    await page.getByRole('button', { name: button }).click();
    await page.waitForFunction(() => document.getElementById('said').textContent !== '');
    check(/is copied/.test(await page.textContent('#said')), `ticket: ${button} says what happened`);
    equal(await page.evaluate(() => navigator.clipboard.readText()), text, `ticket: ${button}`);
    await page.evaluate(() => { document.getElementById('said').textContent = ''; });
  }
}

async function ticked(page) {
  check(await page.isVisible('h1') && await page.locator('table, ol').count() > 0, 'runbook: it has its headings, tables and lists');
  const boxes = page.getByRole('checkbox');
  check(await boxes.count() > 5, 'runbook: it has boxes to tick');
  await boxes.last().focus();
  await page.keyboard.press('Space');
  check(await boxes.last().isChecked(), 'runbook: a box is ticked by keyboard');
  await page.emulateMedia({ media: 'print' });
  equal(await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, document.documentElement.scrollWidth <= innerWidth]),
    ['rgb(255, 255, 255)', true], 'runbook: printed, it is white and within the page');
  await page.pdf({ path: path.join(folder, 'runbook.pdf'), format: 'A4' });
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 400, height: 800 });
  check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'runbook: within a narrow window');
  await page.setViewportSize({ width: 1280, height: 900 });
}

(async () => {
  const { context, page, seen, stop } = await start({});
  await order(page);
  await byKeyboard(page);
  await hostile(page, seen);
  await real(page, seen);
  await firstFrame(context);
  await thousand(page);
  await printed(page);
  equal([seen.requests, seen.messages], [[], []], 'requests and messages');
  await stop();
  const sight = await start({ bypassCSP: true }); /* axe comes from outside, which the page rightly refuses */
  await looks(sight.page);
  equal(sight.seen.requests, [], 'requests');
  await sight.stop();
  await withoutScripts();
  console.log(failures ? `${failures} failures` : 'all is well');
  process.exit(failures ? 1 : 0);
})();
