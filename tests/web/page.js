'use strict';
/* Does with the page what people do, in Chromium and in Firefox, and compares what they get with the native program's answer:
 * node page.js PAGE NATIVE SAMPLES FOLDER. Screenshots and downloads stay in FOLDER. */
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const { chromium, firefox } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [pageFile, native, samples, folder] = process.argv.slice(2);
const sample = (name) => path.join(samples, name);
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

/* Files fall onto a place as from a file manager: Chromium is told by its own protocol, Firefox by the event that such a drop makes. */
async function drop(page, browser, place, files) {
  if (browser === 'chromium') {
    const protocol = await page.context().newCDPSession(page);
    await page.locator(place).scrollIntoViewIfNeeded();
    const box = await page.locator(place).boundingBox();
    for (const type of ['dragEnter', 'dragOver', 'drop'])
      await protocol.send('Input.dispatchDragEvent', { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files, dragOperationsMask: 1 } });
    return;
  }
  await page.evaluate(([selector, given]) => {
    const data = new DataTransfer();
    for (const { name, bytes } of given)
      data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    document.querySelector(selector).dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [place, files.map((file) => ({ name: path.basename(file), bytes: fs.readFileSync(file).toString('base64') }))]);
}

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
  await page.waitForFunction(() => !document.getElementById('main').hidden, null, patience);
  return { browser, page };
}

const answered = (page, id) => page.waitForFunction((name) => document.querySelector(`#${name} .card`) && !document.getElementById(name).hasAttribute('aria-busy'), id, patience);
const text = (page, id) => page.locator('#' + id).innerText();

async function what(page, browser, shots) {
  await drop(page, browser, '#what .zone', [sample('partner-server.cer')]);
  await answered(page, 'what-answer');
  check((await text(page, 'what-answer')).includes('is one server\'s or client\'s own certificate'), 'what: a leaf is not told');
  check(!/ --\w/.test(await text(page, 'what-answer')), 'what: an option of the command line is named');
  await shots('what');
  await page.locator('#what .files button').first().click();
  await page.waitForFunction(() => !document.querySelector('#what-answer .card'), null, patience);
  await drop(page, browser, '#what .zone', [sample('partner-client-3des.pfx')]);
  await answered(page, 'what-answer');
  const password = fs.readFileSync(sample('password.txt'), 'utf8').split('\n')[0];
  const wrong = 'Wrong-Horse-42';
  await page.locator('#what-answer input[type=password]').fill(wrong);
  await page.locator('#what-answer form button').click();
  await page.waitForFunction(() => document.querySelector('#what-answer .finding'), null, patience);
  await page.locator('#what-answer input[type=password]').fill(password);
  await page.locator('#what-answer form button').click();
  await page.waitForFunction(() => document.querySelector('#what-answer .card.good'), null, patience);
  const kept = await page.evaluate(() => document.documentElement.outerHTML.replace(/<script[^]*?<\/script>/g, '') + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) +
    [...document.querySelectorAll('input')].map((input) => input.value).join());
  check(!kept.includes(wrong), 'what: the password is still there');
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
  await shots('ask');
  const file = path.join(folder, browser + '-bundle.zip');
  const { name, bytes } = await download(page, '#ask-answer button.primary', file);
  const own = path.join(folder, browser + '-native');
  fs.rmSync(own, { recursive: true, force: true });
  execFileSync(native, ['build', sample('partner-root.cer'), '-e', 'Production=' + host, '--reason', 'Orders are sent to it', '--no-input', '--at', submittedOf(file), '-o', own], { env: { PATH: process.env.PATH } });
  check(fs.existsSync(path.join(own, name)) && fs.readFileSync(path.join(own, name)).equals(bytes), 'ask: the bundle differs from the native program\'s');
  check(await page.evaluate(() => localStorage.length) === 0, 'ask: something was remembered that nobody asked for');
  return file;
}

async function repair(page, browser) {
  await page.locator('#tasks a[href="#repair"]').click();
  await drop(page, browser, '#repair .zone', [sample('partner-client.pfx')]);
  await page.locator('#repair .files li').waitFor(patience);
  await page.locator('#repair-old').fill(fs.readFileSync(sample('password.txt'), 'utf8').split('\n')[0]);
  await page.locator('#repair-form button.primary').last().click();
  await answered(page, 'repair-answer');
  const file = path.join(folder, browser + '-repaired.pfx');
  await download(page, '#repair-answer button.primary', file);
  const seen = JSON.parse(execFileSync(native, ['inspect', file, '--password-file', sample('password.txt'), '--format', 'json'], { encoding: 'utf8' }));
  check(seen.files[0].verdict === 'accepted' && seen.files[0].certificates.length === 3, 'repair: the PFX that was made is not whole');
}

async function bundles(page, browser, bundle, shots) {
  await page.locator('#tasks a[href="#check"]').click();
  await drop(page, browser, '#check .zone', [bundle]);
  await answered(page, 'check-answer');
  check((await text(page, 'check-answer')).includes('It can be acted on'), 'check: a good bundle is not told');
  await page.frameLocator('#check iframe').locator('h1').waitFor(patience);
  const audit = await download(page, '#check-answer button.primary', path.join(folder, browser + '-audit.html'));
  check(audit.bytes.includes('Content-Security-Policy'), 'check: the report can\'t be saved');
  await page.locator('#tasks a[href="#expire"]').click();
  await drop(page, browser, '#expire .zone', [bundle, sample('partner-server.cer')]);
  await answered(page, 'expire-answer');
  await shots('expire');
  check(await page.locator('#expire-answer tbody tr').count() === 2, 'expire: not each certificate has a row');
  const calendar = await download(page, '#expire-answer button.primary', path.join(folder, browser + '-renewals.ics'));
  check(calendar.bytes.toString().startsWith('BEGIN:VCALENDAR'), 'expire: the calendar is none');
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
    await repair(page, name);
    await bundles(page, name, bundle, shots);
  } catch (e) {
    check(false, `${name}: ${e.message.split('\n').slice(0, 3).join(' ')}`);
    await page.screenshot({ path: path.join(folder, name + '-failed.png') }).catch(() => {});
  }
  check(seen.length === 0, `${name}: the page asked for ${seen.join(' ')}`);
  await browser.close();
}

(async () => {
  fs.mkdirSync(saved, { recursive: true });
  await run('chromium', chromium, { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'] });
  await run('firefox', firefox, { channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr',
    firefoxUserPrefs: { 'browser.download.folderList': 2, 'browser.download.dir': saved, 'browser.download.useDownloadDir': true, 'browser.download.always_ask_before_handling_new_types': false, 'browser.download.alwaysOpenPanel': false } });
  console.log(`${checks} checks, ${failures} failed`);
  process.exit(failures === 0 && checks > 30 ? 0 : 1);
})();
