'use strict';
/* global answerIn, program, told */
/* Does with the page what people do, in Chromium and in Firefox, and compares what they get with the native program's answer:
 * node page.js PAGE NATIVE TESTS FOLDER. Screenshots and downloads stay in FOLDER. */
const fs = require('fs');
const path = require('path');
const { execFile, execFileSync, spawn } = require('child_process');
const { promisify } = require('util');
const { chromium, firefox } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [pageFile, native, tests, folder] = process.argv.slice(2);
const sample = (name) => path.join(tests, '../support/samples', name);
const saved = path.join(folder, 'saved');
const host = 'acme.outsystemsenterprise.com';
const patience = { timeout: 120000 };
let failures = 0, checks = 0;
const check = (right, what) => {
  checks++;
  if (!right) {
    failures++;
    console.log('FAIL ' + what);
  }
};

/* Files and folders fall onto a place as from a file manager: Chromium is told by its own protocol, Firefox by X's. */
async function drop(page, browser, place, files) {
  await page.locator(place).scrollIntoViewIfNeeded();
  if (browser === 'chromium') {
    const protocol = await page.context().newCDPSession(page);
    const box = await page.locator(place).boundingBox();
    for (const type of ['dragEnter', 'dragOver', 'drop'])
      await protocol.send('Input.dispatchDragEvent', { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files, dragOperationsMask: 1 } });
    return;
  }
  const at = await page.evaluate((selector) => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return [window.mozInnerScreenX + box.x + box.width / 2, window.mozInnerScreenY + box.y + box.height / 2].map((place) => String(Math.round(place)));
  }, place);
  await promisify(execFile)('/usr/bin/python3', [path.join(tests, 'drop.py'), ...at, ...files], { env: { ...process.env, DISPLAY: screen.name } });
}

/* A screen that nobody sees, for Firefox, on which things can be dropped. */
const screen = {
  start: () => new Promise((done, failed) => {
    screen.server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    screen.server.on('error', failed).on('exit', () => failed(new Error('Xvfb has ended')));
    screen.server.stdio[3].once('data', (number) => {
      screen.name = ':' + number.toString().trim();
      done();
    });
  }),
};

/* Firefox tells nobody of what it saves: it lands in the folder that its settings say. */
async function download(page, button, as) {
  if (path.basename(as).startsWith('firefox')) {
    for (const name of fs.readdirSync(saved))
      fs.rmSync(path.join(saved, name));
    await page.locator(button).first().click();
    for (let i = 0; i < 600; i++) {
      const [name] = fs.readdirSync(saved).filter((file) => !file.endsWith('.part') && fs.statSync(path.join(saved, file)).size > 0);
      await page.waitForTimeout(200);
      if (!name || fs.readdirSync(saved).length > 1)
        continue;
      fs.copyFileSync(path.join(saved, name), as);
      return { name, bytes: fs.readFileSync(as) };
    }
    throw new Error('nothing was saved');
  }
  const [got] = await Promise.all([page.waitForEvent('download', patience), page.locator(button).first().click()]);
  await got.saveAs(as);
  return { name: got.suggestedFilename(), bytes: fs.readFileSync(as) };
}

async function judge(page, what) {
  const found = await page.evaluate((code) => {
    if (!window.axe)
      new Function(code)();
    return window.axe.run(document, { resultTypes: ['violations'] });
  }, axe).then((result) => result.violations.map((v) => `${v.id}: ${v.nodes[0].target}: ${v.nodes[0].failureSummary}`), (e) => [e.message]);
  check(found.length === 0, `${what}: ${found.join('; ').slice(0, 600)}`);
  check(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${what}: wider than the window`);
}

/* As pages may not run code from text, the checker comes in before them. */
async function open(type, options, seen) {
  const browser = await type.launch(options);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light', acceptDownloads: true });
  const page = await context.newPage();
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && request.url() !== 'file://' + pageFile)
      seen.push(request.url());
  });
  /* what the driver of Firefox adds for its screenshots is refused, too */
  page.on('pageerror', (error) => check(/blocked an inline style/.test(error.message), 'error in the page: ' + error.message));
  await page.addInitScript(axe);
  await page.goto('file://' + pageFile);
  await ready(page);
  return { browser, page };
}

const ready = (page) => page.waitForFunction(() => document.querySelector('#ask-rows .row'), null, patience);

async function reload(page) {
  await page.reload();
  await ready(page);
}

const password = 'Right-Horse-42', wrong = 'Wrong-Horse-42'; /* the password of the samples stands everywhere: it is "certcase" */
const client = (encryption) => path.join(folder, `client-${encryption}.pfx`);

function makeClients() {
  fs.writeFileSync(path.join(folder, 'password.txt'), password);
  for (const encryption of ['tripledes-sha1', 'aes-256'])
    execFileSync(native, ['convert', sample('partner-client.pfx'), '--password-file', sample('password.txt'), '--new-password-file', path.join(folder, 'password.txt'), '--encryption', encryption,
      '--force', '-o', client(encryption)]);
}

/* Neither in what is stored nor in what is shown. */
async function knows(page, word) {
  const kept = await page.evaluate(() => document.documentElement.outerHTML.replace(/<script[^]*?<\/script>/g, '') + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) +
    [...document.querySelectorAll('input, textarea')].map((input) => input.value).join());
  return kept.includes(word);
}

const answered = (page, id) => page.waitForFunction((name) => document.querySelector(`#${name} .card`) && !document.getElementById(name).hasAttribute('aria-busy'), id, patience);
const text = (page, id) => page.locator('#' + id).innerText();

async function startAgain(page, part) {
  await page.locator(`#${part} .files button`).first().click();
  await page.waitForFunction((id) => !document.querySelector(`#${id}-answer .card`), part, patience);
}

async function what(page, browser, shots) {
  await drop(page, browser, '#what .zone', [sample('partner-server.cer')]);
  await answered(page, 'what-answer');
  check((await text(page, 'what-answer')).includes('is one server\'s or client\'s own certificate'), 'what: a leaf is not told');
  check(!/ --\w/.test(await text(page, 'what-answer')), 'what: an option of the command line is named');
  await shots('what');
  await page.locator('#what-answer .purpose select').selectOption('server');
  await page.waitForFunction(() => !/one server's or client's own certificate, not/.test(document.querySelector('#what-answer').textContent), null, patience);
  await startAgain(page, 'what');
  await drop(page, browser, '#what .zone', [client('tripledes-sha1')]);
  await answered(page, 'what-answer');
  await page.locator('#what-answer input[type=password]').fill(wrong);
  await page.locator('#what-answer form button').click();
  await page.waitForFunction(() => document.querySelector('#what-answer .finding'), null, patience);
  await page.locator('#what-answer input[type=password]').fill(password);
  await page.locator('#what-answer form button').click();
  await page.waitForFunction(() => document.querySelector('#what-answer .card.good'), null, patience);
  check(!await knows(page, wrong) && !await knows(page, password), 'what: the password is still there');
  await startAgain(page, 'what');
  await page.locator('#what .drop summary').click();
  await page.locator('#what textarea').fill(fs.readFileSync(sample('partner-root.pem'), 'utf8'));
  await page.locator('#what .drop details button').click();
  await page.waitForFunction(() => document.querySelector('#what-answer .card.good'), null, patience);
  check(await page.locator('#what textarea').inputValue() === '', 'what: pasted text stays in its field');
}

function submittedOf(bundle) {
  const record = execFileSync(native, ['show', bundle, 'case.xml'], { encoding: 'utf8' });
  return record.match(/submitted="([^"]+)"|<submitted>([^<]+)/).slice(1).find(Boolean);
}

async function ask(page, browser, shots) {
  await page.locator('#tasks a[href="#ask"]').click();
  await drop(page, browser, '.drop[data-name=ask] .zone', [sample('partner-root.cer')]);
  await page.locator('#ask-rows input').nth(0).fill('Production');
  await page.locator('#ask-rows input').nth(1).fill(host);
  await page.locator('#ask-reason').fill('Orders are sent to it');
  await page.waitForFunction(() => /Orders are sent to it/.test(document.querySelector('#ask-answer').textContent), null, patience);
  await answered(page, 'ask-answer');
  check((await text(page, 'ask-answer')).startsWith('It can be sent, but look below first'), 'ask: that nobody is named as the contact is not told');
  await shots('ask');
  const file = path.join(folder, browser + '-bundle.zip');
  const { name, bytes } = await download(page, '#ask-answer button.primary', file);
  const own = path.join(folder, browser + '-native');
  fs.rmSync(own, { recursive: true, force: true });
  execFileSync(native, ['build', sample('partner-root.cer'), '-e', 'Production=' + host, '--reason', 'Orders are sent to it', '--no-input', '--at', submittedOf(file), '-o', own], { env: { PATH: process.env.PATH } });
  check(fs.existsSync(path.join(own, name)) && fs.readFileSync(path.join(own, name)).equals(bytes), 'ask: the bundle differs from the native program\'s');
  check(await page.evaluate(() => localStorage.length) === 0, 'ask: something was remembered that nobody asked for');
  await remember(page);
  return file;
}

/* The environments, if the person says so, and nothing else. */
async function remember(page) {
  await page.locator('#ask-remember').check();
  await page.locator('#ask-contact').fill('Ana Silva <ana@example.com>');
  await page.waitForFunction(() => localStorage.length === 1, null, patience);
  const kept = await page.evaluate(() => Object.values(localStorage).join());
  check(kept === JSON.stringify({ rows: [{ name: 'Production', host, hosting: '' }], list: null, how: 'type' }), 'ask: what is remembered: ' + kept);
  await reload(page);
  check(await page.locator('#ask-rows input').nth(1).inputValue() === host && await page.locator('#ask-contact').inputValue() === '', 'ask: the environments, and nothing else, are not remembered');
  await page.locator('#ask-remember').uncheck();
  await page.waitForFunction(() => localStorage.length === 0, null, patience);
}

async function repair(page, browser, shots) {
  await page.locator('#tasks a[href="#repair"]').click();
  await drop(page, browser, '#repair .zone', [client('aes-256')]);
  await page.locator('#repair .files li').waitFor(patience);
  await page.locator('#repair-old').fill(password);
  await page.locator('#repair-form button.primary').last().click();
  await answered(page, 'repair-answer');
  check(!await knows(page, password), 'repair: the password is still there');
  await shots('repair');
  const file = path.join(folder, browser + '-repaired.pfx');
  await download(page, '#repair-answer button.primary', file);
  const seen = JSON.parse(execFileSync(native, ['inspect', file, '--password-file', path.join(folder, 'password.txt'), '--format', 'json'], { encoding: 'utf8' }));
  check(seen.files[0].verdict === 'accepted' && seen.files[0].certificates.length === 3, 'repair: the PFX that was made is not whole');
}

/* A folder of bundles, one of them with a PFX, which is only looked into with its password. */
async function checkFolder(page, browser, shots) {
  const bundlesFolder = path.join(folder, browser + '-bundles'), inside = path.join(bundlesFolder, 'inside');
  fs.rmSync(bundlesFolder, { recursive: true, force: true });
  execFileSync(native, ['build', client('tripledes-sha1'), '--password-file', path.join(folder, 'password.txt'), '-e', 'Production=' + host, '--no-input', '-o', inside], { env: { PATH: process.env.PATH } });
  execFileSync(native, ['build', sample('partner-root.cer'), '-e', 'Production=' + host, '--no-input', '-o', bundlesFolder], { env: { PATH: process.env.PATH } });
  await drop(page, browser, '#check .zone', [bundlesFolder]);
  await answered(page, 'check-answer');
  check(await page.locator('#check .files li').count() === 2, 'check: not each bundle below the folder was found');
  check((await text(page, 'check-answer')).includes('There is a PFX inside that nobody opened'), 'check: that a PFX stays shut is not told');
  await page.frameLocator('#check iframe').locator('h1').waitFor(patience);
  await shots('check');
  await page.locator('#check-answer input[type=password]').fill(password);
  await page.locator('#check-answer form button').click();
  await page.waitForFunction(() => !document.querySelector('#check-answer input[type=password]'), null, patience);
  check((await text(page, 'check-answer')).includes('All 2 can be acted on') && !await knows(page, password), 'check: the PFX was not looked into, or its password is still there');
}

async function bundles(page, browser, bundle, shots) {
  await page.locator('#tasks a[href="#check"]').click();
  await drop(page, browser, '#check .zone', [bundle]);
  await answered(page, 'check-answer');
  check((await text(page, 'check-answer')).includes('It can be acted on'), 'check: a good bundle is not told');
  await page.frameLocator('#check iframe').locator('h1').waitFor(patience);
  const audit = await download(page, '#check-answer button.primary', path.join(folder, browser + '-audit.html'));
  check(audit.bytes.includes('Content-Security-Policy'), 'check: the report can\'t be saved');
  await startAgain(page, 'check');
  await checkFolder(page, browser, shots);
  await page.locator('#tasks a[href="#expire"]').click();
  await drop(page, browser, '#expire .zone', [bundle, sample('partner-server.cer')]);
  await answered(page, 'expire-answer');
  await shots('expire');
  check(await page.locator('#expire-answer tbody tr').count() === 2, 'expire: not each certificate has a row');
  const columns = () => page.locator('#expire-answer thead th').allInnerTexts().then((names) => names.join());
  check(await columns() === 'Certificate,Ask by,Expires,Where', 'expire: the columns are ' + await columns());
  const calendar = await download(page, '#expire-answer button.primary', path.join(folder, browser + '-renewals.ics'));
  check(calendar.bytes.toString().startsWith('BEGIN:VCALENDAR'), 'expire: the calendar is none');
  await drop(page, browser, '#expire .zone', [client('tripledes-sha1')]);
  await page.locator('#expire-answer input[type=password]').fill(password, patience);
  await page.locator('#expire-answer form button').click();
  await page.waitForFunction(() => document.querySelectorAll('#expire-answer tbody tr').length > 2, null, patience);
  check(!await page.locator('#expire-answer form').count() && !await knows(page, password), 'expire: the PFX was not read, or its password is still there');
  await page.locator('#expire .files button').first().click();
  await page.waitForFunction(() => document.querySelector('#expire-answer table') && !/Where/.test(document.querySelector('#expire-answer thead').textContent), null, patience);
}

/* A file's name is text; what can't be read is named; many files are told in a sentence; what is dropped beside its place counts. */
async function oddFiles(page, browser) {
  await page.locator('#tasks a[href="#what"]').click();
  await reload(page);
  const odd = path.join(folder, `${browser}-<img src=x onerror=document.title=1>.cer`);
  fs.copyFileSync(sample('partner-root.cer'), odd);
  await page.evaluate(() => scrollTo(0, 0));
  await drop(page, browser, '#what h1', [odd]);
  await answered(page, 'what-answer');
  check((await text(page, 'what-answer')).includes(path.basename(odd)) && await page.locator('main img').count() === 0, 'odd files: a name is not text');
  await drop(page, browser, '#what .zone', ['partner-server.cer', 'partner-client.cer', 'partner-chain.pem'].map(sample));
  await page.waitForFunction(() => document.querySelectorAll('#what-answer details.card').length === 4, null, patience);
  check(/^4 files: \d can be used, \d can't/.test(await text(page, 'what-answer')), 'odd files: how many are right is not told');
  await page.locator('#what .drop > button').click();
  await page.locator('#what .drop summary').click();
  for (const name of ['partner-root.pem', 'signer.pem']) {
    await page.locator('#what textarea').fill(fs.readFileSync(sample(name), 'utf8'));
    await page.locator('#what .drop details button').click();
  }
  check((await text(page, 'what')).includes('pasted-2.pem'), 'odd files: the second text takes the place of the first');
  const large = path.join(folder, browser + '-large.cer');
  fs.writeFileSync(large, '');
  fs.truncateSync(large, 65 << 20);
  for (const name of browser === 'chromium' ? [path.join(folder, 'moved.cer'), large] : [large]) {
    await drop(page, browser, '#what .zone', [name, sample('partner-root.cer')]);
    await page.waitForFunction((bad) => document.querySelector('#what .trouble').textContent.includes(`can't be read: ${bad}. `) && /partner-root/.test(document.querySelector('#what .files').textContent),
      path.basename(name), patience);
  }
  fs.writeFileSync(path.join(folder, browser + '-none.zip'), 'no bundle');
  await page.locator('#tasks a[href="#check"]').click();
  await drop(page, browser, '#check .zone', [path.join(folder, browser + '-none.zip')]);
  await answered(page, 'check-answer');
  check((await text(page, 'check-answer')).startsWith('It can\'t be acted on as it is'), 'odd files: one bad bundle is not told');
}

/* The newest question is answered alone; a run that dies or hangs is told, and the next one is as good as any. */
async function mishaps(page, browser) {
  await page.locator('#tasks a[href="#what"]').click();
  await reload(page);
  await page.evaluate(() => {
    answerIn('what-answer', () => new Promise((done) => setTimeout(done, 300, [told('first')])));
    answerIn('what-answer', async () => [told('second')]);
  });
  await page.waitForTimeout(600);
  check(await text(page, 'what-answer') === 'second', 'mishaps: an old answer is shown');
  for (const [code, told] of [['throw new Error("no memory")', 'stopped without an answer'], ['', 'You stopped it']]) {
    await page.evaluate((script) => {
      program.next = new Worker(URL.createObjectURL(new Blob([`onmessage = () => { ${script} }`])));
    }, code);
    await drop(page, browser, '#what .zone', [sample('partner-root.cer')]);
    if (code === '')
      await page.locator('#state button').click();
    await answered(page, 'what-answer');
    check((await text(page, 'what-answer')).includes(told), 'mishaps: a run without an answer: ' + await text(page, 'what-answer'));
  }
  await startAgain(page, 'what');
  await drop(page, browser, '#what .zone', [sample('partner-root.cer')]);
  await page.waitForFunction(() => document.querySelector('#what-answer .card.good'), null, patience);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.locator('#what-answer button.primary').click();
  await page.waitForFunction(() => document.activeElement.id === 'ask-h' && document.activeElement.getBoundingClientRect().top >= 0 && document.title.startsWith('Ask for it'), null, patience);
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash === '#main' && !document.getElementById('ask').hidden, null, patience);
  await page.goBack();
  await page.goBack();
  await page.waitForFunction(() => !document.getElementById('what').hidden && document.querySelector('#what .files li'), null, patience);
}

/* A browser that keeps nothing isn't asked to. */
async function withoutStorage(page) {
  await page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get: () => {
    throw new DOMException('denied', 'SecurityError');
  } }));
  await reload(page);
  await page.locator('#tasks a[href="#ask"]').click();
  check(await page.locator('#ask-rows .row').count() === 1 && !await page.locator('#ask-remember').isVisible(), 'without storage: it offers to remember');
}

/* Tab until `wanted` has the focus, which is seen; then Enter. */
async function tabTo(page, wanted, key = 'Enter', tab = 'Tab') {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press(tab);
    const [is, seen] = await page.evaluate((selector) => {
      const at = document.activeElement;
      return [at.matches(selector), getComputedStyle(at).outlineStyle !== 'none' || at === document.body || at.matches('iframe') || at.outerHTML.slice(0, 80)];
    }, wanted);
    check(seen === true, `keyboard: the focus can't be seen on the way to ${wanted}: ${seen}`);
    if (is) {
      if (key)
        await page.keyboard.press(key);
      return;
    }
  }
  throw new Error('keyboard: never came to ' + wanted);
}

async function chooseByKeyboard(page, part, files) {
  const there = await page.evaluate((id) => location.hash === '#' + id, part);
  await tabTo(page, `#tasks a[href="#${part}"]`, 'Enter', part === 'what' ? 'Tab' : 'Shift+Tab');
  if (!there) /* the focus goes along */
    await page.waitForFunction((id) => document.activeElement.id === id, part + '-h', patience);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser', patience), tabTo(page, `#${part} .zone button`)]);
  await chooser.setFiles(files);
  await page.locator(`#${part} .files li`).first().waitFor(patience);
}

const savedByKeyboard = async (page, wanted) => (await Promise.all([page.waitForEvent('download', patience), tabTo(page, wanted)]))[0].suggestedFilename();

/* Each of the five things, without a mouse. */
async function byKeyboard(page, bundle) {
  await reload(page);
  await chooseByKeyboard(page, 'what', [sample('partner-root.cer')]);
  await answered(page, 'what-answer');
  await tabTo(page, '#what-answer .card button.primary');
  await page.waitForFunction(() => location.hash === '#ask' && document.querySelector('#ask .files li'), null, patience);
  await tabTo(page, '#ask-rows input', '');
  await page.keyboard.type('Production');
  await tabTo(page, '#ask-rows label:nth-child(2) input', '');
  await page.keyboard.type(host);
  await page.waitForFunction(() => document.querySelector('#ask-answer .card.good'), null, patience);
  check(/\.zip$/.test(await savedByKeyboard(page, '#ask-answer button.primary')), 'keyboard: no bundle was saved');
  await chooseByKeyboard(page, 'repair', [client('aes-256')]);
  await tabTo(page, '#repair-old', '');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await answered(page, 'repair-answer');
  check(/\.pfx$/.test(await savedByKeyboard(page, '#repair-answer button.primary')), 'keyboard: no PFX was saved');
  await chooseByKeyboard(page, 'check', [bundle]);
  await answered(page, 'check-answer');
  check(await savedByKeyboard(page, '#check-answer button.primary') === 'audit.html', 'keyboard: no report was saved');
  await chooseByKeyboard(page, 'expire', [bundle]);
  await answered(page, 'expire-answer');
  check(await savedByKeyboard(page, '#expire-answer button.primary') === 'renewals.ics', 'keyboard: no calendar was saved');
}

async function run(name, type, options) {
  const seen = [];
  const { browser, page } = await open(type, options, seen);
  const shots = async (what) => {
    for (const scheme of ['light', 'dark'])
      for (const [size, width] of [['desktop', 1280], ['phone', 390]]) {
        if (name === 'firefox' && (scheme === 'dark' || size === 'phone'))
          continue;
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: path.join(folder, `${name}-${what}-${size}-${scheme}.png`), fullPage: true });
        await judge(page, `${name}, ${what}, ${size}, ${scheme}`);
      }
    if (name !== 'firefox') {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1280, height: 900 });
    }
  };
  try {
    await what(page, name, shots);
    const bundle = await ask(page, name, shots);
    await repair(page, name, shots);
    await bundles(page, name, bundle, shots);
    await oddFiles(page, name);
    await mishaps(page, name);
    if (name === 'chromium') {
      await byKeyboard(page, bundle);
      await withoutStorage(page);
    }
  } catch (e) {
    check(false, `${name}: ${e.message.split('\n').slice(0, 3).join(' ')}`);
    await page.screenshot({ path: path.join(folder, name + '-failed.png') }).catch(() => {});
  }
  check(seen.length === 0, `${name}: the page asked for ${seen.join(' ')}`);
  await browser.close();
}

(async () => {
  fs.mkdirSync(saved, { recursive: true });
  makeClients();
  await screen.start();
  await Promise.all([run('chromium', chromium, { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'] }),
  run('firefox', firefox, { channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr', headless: false, env: { ...process.env, DISPLAY: screen.name },
    firefoxUserPrefs: { 'browser.download.folderList': 2, 'browser.download.dir': saved, 'browser.download.useDownloadDir': true, 'browser.download.always_ask_before_handling_new_types': false, 'browser.download.alwaysOpenPanel': false } })]);
  screen.server.kill();
  console.log(`${checks} checks, ${failures} failed`);
  process.exit(failures === 0 && checks > 30 ? 0 : 1);
})();
