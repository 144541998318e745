'use strict';
/* Puts the page and the npm package together: node assemble.js BUILD VERSION NOTICES DATE, with the programs made in BUILD.
 * A page's policy allows its own style and script and those of the reports that it shows, by their hashes, and no connection. */
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');
const { spawnSync } = require('child_process');
const texts = require('./texts.js');

const [build, version, notices, date] = process.argv.slice(2);
const here = (name) => path.join(__dirname, name);
const read = (name) => fs.readFileSync(here(name), 'utf8');
const scripts = ['texts.js', 'elements.js', 'program.js', 'answers.js', 'files.js', 'ask.js', 'app.js']; /* as they stand in the page */
const trusted = fs.readFileSync('/etc/ssl/certs/ca-certificates.crt');
const html = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const packed = (bytes) => zlib.gzipSync(bytes, { level: 9, memLevel: 9 }).toString('base64');
const hash = (text) => `'sha256-${crypto.createHash('sha256').update(text).digest('base64')}'`;

function packageFolder() {
  const folder = path.join(build, 'npm');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  for (const name of ['certcase.js', 'README.md'])
    fs.copyFileSync(here('npm/' + name), path.join(folder, name));
  fs.chmodSync(path.join(folder, 'certcase.js'), 0o755);
  fs.writeFileSync(path.join(folder, 'package.json'), read('npm/package.json').replace('@VERSION@', version));
  fs.copyFileSync(path.join(build, 'certcase_node.js'), path.join(folder, 'program.js'));
  fs.copyFileSync(path.join(build, 'certcase_node.wasm'), path.join(folder, 'program.wasm'));
  fs.copyFileSync(notices, path.join(folder, 'NOTICES.txt'));
  fs.writeFileSync(path.join(folder, 'public-cas.pem'), trusted);
  return folder;
}

/* The hashes in the policy of a report that the program writes: of what is no bundle, as good as any. */
function hashesOfReport(program) {
  return spawnSync(process.execPath, [program, 'audit', '--format', 'html', here('page.html')], { encoding: 'utf8' }).stdout.match(/'sha256-[^']+'/g);
}

function page(reportHashes) {
  const style = read('style.css');
  const script = scripts.map((name, at) => at ? read(name).replace("'use strict';\n", '') : read(name)).join('');
  const [reportStyle, reportScript] = reportHashes;
  const policy = ["default-src 'none'", `style-src ${hash(style)} ${reportStyle}`, `script-src ${hash(script)} ${reportScript} 'wasm-unsafe-eval'`, 'worker-src blob:',
    'img-src data:', "base-uri 'none'", "form-action 'none'"].join('; ');
  const parts = {
    POLICY: policy, STYLE: style, SCRIPT: script, ABOUT: html(texts.about.replace('{version}', version).replace('{date}', date)), NOTICES: html(fs.readFileSync(notices, 'utf8')),
    PROGRAM: packed(Buffer.concat([fs.readFileSync(path.join(build, 'certcase.js')), fs.readFileSync(here('worker.js'))])), WASM: packed(fs.readFileSync(path.join(build, 'certcase.wasm'))),
    TRUSTED: packed(trusted),
  };
  return read('page.html').replace(/\{\{(\w+)\}\}/g, (all, name) => html(texts[name])).replace(/@([A-Z]+)@/g, (all, name) => name in parts ? parts[name] : all);
}

const folder = packageFolder();
fs.writeFileSync(path.join(build, 'certcase.html'), page(hashesOfReport(path.join(folder, 'certcase.js'))));
