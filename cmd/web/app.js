'use strict';
/* The page: asks, calls the program with arguments, shows its JSON. It decides nothing about certificates itself. */
/* global texts */
const $ = (id) => document.getElementById(id);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => name in values ? values[name] : all);

/* --- elements --- */

/* An element: its name, its attributes (functions are listeners), what is in it. */
function make(name, attributes, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function')
      element.addEventListener(key, value);
    else if (value === true)
      element.setAttribute(key, '');
    else if (value !== undefined && value !== false && value !== null)
      element.setAttribute(key, value);
  }
  element.append(...inside.flat().filter((item) => item !== null && item !== undefined && item !== false));
  return element;
}

function icon(kind) {
  const paths = { good: 'M20 6 9 17l-5-5', bad: 'M12 8v5m0 3.5v.01M12 3l10 18H2z', locked: 'M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11', open: 'M12 11v6m0-10v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z' };
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  path.setAttribute('d', paths[kind]);
  return svg;
}

const verdict = (kind, title, ...more) => make('div', { class: 'verdict' }, icon(kind), make('div', {}, make('h2', {}, title), ...more));
const dates = (style) => new Intl.DateTimeFormat(texts.language, { ...style, timeZone: 'UTC' });
const longDates = dates({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }), shortDates = dates({ dateStyle: 'medium' });
const day = (text, form = longDates) => form.format(new Date(text));
/* The program's words begin small, as they stand after a file's name; names that they begin with are left as they are. */
const sentence = (text) => /^[a-z]+[ ,;]/.test(text) ? text[0].toUpperCase() + text.slice(1) : text;

function save(name, bytes, type) {
  const url = URL.createObjectURL(new Blob([bytes], { type: type || 'application/octet-stream' }));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

const saveButton = (label, name, bytes, type, style) => make('button', { type: 'button', class: style, click: () => save(name, bytes, type) }, label);

/* From file:// some browsers lack the clipboard: then the text is selected, to be copied by hand. */
function copyButton(label, text) {
  return make('button', { type: 'button', click: async ({ target }) => {
    const area = make('textarea', { readonly: true, 'aria-label': label }, text);
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      target.after(area);
      area.select();
      if (!document.execCommand('copy'))
        return;
      area.remove();
    }
    target.textContent = texts.copied;
    setTimeout(() => {
      target.textContent = label;
    }, 2000);
  } }, label);
}

/* --- the program --- */

async function unpack(id) {
  const bytes = Uint8Array.from(atob($(id).textContent), (c) => c.charCodeAt(0));
  $(id).remove();
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

const program = {};

async function prepare() {
  const code = await unpack('program');
  program.url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  program.trusted = new Uint8Array(await unpack('trusted'));
  program.module = await WebAssembly.compile(await unpack('wasm'));
  program.next = ready();
}

/* A worker that waits for its one run. */
function ready() {
  const worker = new Worker(program.url);
  worker.postMessage({ module: program.module, trusted: program.trusted });
  return worker;
}

/* What ends the runs that are under way, without an answer. */
const stops = new Set();

/* One run: a worker of its own, which ends with it. Files are { path, bytes }; answers { code, out, err, files }, or fails with null when stopped. */
function run(args, files) {
  return new Promise((done, failed) => {
    const worker = program.next || ready();
    program.next = null;
    const stop = () => end(failed, null);
    const end = (settle, value) => {
      worker.terminate();
      stops.delete(stop);
      program.next = program.next || ready();
      settle(value);
    };
    stops.add(stop);
    worker.onmessage = ({ data }) => end(done, data);
    worker.onerror = (e) => {
      e.preventDefault();
      end(failed, new Error(e.message));
    };
    worker.postMessage({ arguments: args, files }, files.filter((file) => file.secret).map((file) => file.bytes.buffer));
  });
}

async function runJson(args, files) {
  const answer = await run([args[0], '--format', 'json', ...args.slice(1)], files);
  try {
    answer.json = JSON.parse(answer.out);
  } catch {
    answer.json = null;
  }
  return answer;
}

/* A browser compiles what it runs for the first time only then: a certificate of the page's own is looked at before anybody waits for one. */
function rehearse() {
  const all = new TextDecoder().decode(program.trusted), end = '-----END CERTIFICATE-----\n';
  return run(['inspect', '--', 'ca.pem'], [{ path: 'ca.pem', bytes: new TextEncoder().encode(all.slice(0, all.indexOf(end) + end.length)) }]);
}

/* What the program said on its second stream, without its own name. */
const complaint = (answer) => answer.err.replace(/^certcase: /gm, '').split('\n').filter((line) => !/ --\w|`certcase/.test(line)).join('\n').trim();
const told = (text) => make('p', { class: 'told' }, text);

/* Only the newest question of a part of the page is answered. */
const asked = {};
async function answerIn(id, work) {
  const number = asked[id] = (asked[id] || 0) + 1;
  const place = $(id);
  $('state').textContent = texts.working;
  const slow = setTimeout(() => $('state').append(' ', make('button', { type: 'button', click: () => stops.forEach((stop) => stop()) }, texts.stop)), 3000);
  place.setAttribute('aria-busy', 'true');
  let shown;
  try {
    shown = await work();
  } catch (e) {
    shown = [e ? make('div', { class: 'card bad' }, verdict('bad', say(texts.broke, { why: e.message }))) : make('div', { class: 'card open' }, verdict('open', texts.stopped))];
  }
  clearTimeout(slow);
  if (asked[id] !== number)
    return;
  place.replaceChildren(...[shown].flat());
  place.removeAttribute('aria-busy');
  $('state').textContent = '';
}

/* --- files that were dropped, chosen or pasted --- */

const drops = {}, largest = 64 << 20;

async function walkEntry(entry, prefix, found) {
  if (entry.isFile) {
    found.push({ file: await new Promise((done, failed) => entry.file(done, failed)), path: prefix + entry.name });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0)
      return;
    for (const inside of some)
      await walkEntry(inside, prefix + entry.name + '/', found);
  }
}

async function walkHandle(handle, prefix, found) {
  if (handle.kind === 'file')
    found.push({ file: await handle.getFile(), path: prefix + handle.name });
  else
    for await (const inside of handle.values())
      await walkHandle(inside, prefix + handle.name + '/', found);
}

/* All files below what was dropped, folders opened. Chromium reads no entries in a page from file://, Firefox knows no handles. */
async function filesOf(transfer) {
  const dropped = [...transfer.items].filter((item) => item.kind === 'file').map((item) =>
    ({ entry: item.webkitGetAsEntry(), handle: item.getAsFileSystemHandle && item.getAsFileSystemHandle().catch(() => null), file: item.getAsFile() }));
  const found = [];
  for (const { entry, handle, file } of dropped) {
    if (!entry || entry.isFile) {
      found.push({ file, path: file.name });
      continue;
    }
    const opened = handle && await handle;
    await (opened ? walkHandle(opened, '', found) : walkEntry(entry, '', found)).catch(() => found.push({ path: entry.name }));
  }
  return found;
}

class Drop {
  constructor(place) {
    this.files = [];
    this.changed = () => {};
    this.single = place.dataset.single !== undefined;
    this.pastes = place.dataset.paste !== undefined;
    this.list = make('ul', { class: 'files' });
    this.clear = make('button', { type: 'button', class: 'quiet', hidden: true, click: () => this.set([]) }, texts.removeAll);
    this.trouble = make('p', { class: 'trouble', role: 'alert' });
    const picker = (label, folder) => {
      const input = make('input', { type: 'file', hidden: true, multiple: !this.single, webkitdirectory: folder });
      input.addEventListener('change', async () => {
        await this.take([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
        input.value = '';
      });
      return [make('button', { type: 'button', class: folder || this.single ? '' : 'primary', click: () => input.click() }, label), input];
    };
    place.append(make('div', { class: 'zone' }, picker(texts.choose, false), place.dataset.folder !== undefined && picker(texts.chooseFolder, true), make('span', {}, texts.dropHere)));
    if (this.pastes)
      place.append(this.pasting());
    place.append(this.trouble, this.list, this.clear);
    place.addEventListener('dragover', (e) => {
      e.preventDefault();
      place.classList.add('over');
    });
    place.addEventListener('dragleave', () => place.classList.remove('over'));
    place.addEventListener('drop', (e) => {
      place.classList.remove('over');
      this.dropped(e);
    });
    drops[place.dataset.name] = this;
  }

  async dropped(e) {
    e.preventDefault();
    const text = e.dataTransfer.getData('text/plain'), files = await filesOf(e.dataTransfer);
    if (files.length === 0 && this.pastes && text.trim() !== '')
      this.pasted(text);
    else
      await this.take(files);
  }

  /* What can't be read (gone meanwhile, a folder that the browser doesn't open) or is far too large is named, the rest taken. */
  async take(files) {
    const turn = this.turn = (this.turn || 0) + 1;
    const read = await Promise.allSettled(files.map(async ({ file, path }) => ({ path, bytes: new Uint8Array(await (file.size > largest ? Promise.reject(path) : file.arrayBuffer())) })));
    if (this.single && turn !== this.turn)
      return;
    const unread = files.filter((file, at) => read[at].status === 'rejected').map((file) => file.path);
    this.trouble.textContent = files.length === 0 ? texts.noFile : unread.length ? say(texts.unreadable, { names: unread.join(', ') }) : '';
    if (unread.length < files.length)
      this.add(read.map((item) => item.value).filter(Boolean));
  }

  pasted(text) {
    let path = 'pasted.pem';
    for (let n = 2; this.paths.includes(path); n++)
      path = `pasted-${n}.pem`;
    this.add([{ path, bytes: new TextEncoder().encode(text) }]);
  }

  pasting() {
    const area = make('textarea', { spellcheck: 'false' });
    const add = () => {
      if (area.value.trim() === '')
        return;
      this.pasted(area.value);
      area.value = '';
    };
    return make('details', {}, make('summary', {}, texts.paste), make('label', {}, texts.pasteLabel, area),
      make('div', { class: 'buttons' }, make('button', { type: 'button', click: add }, texts.pasteAdd)));
  }

  /* A path is what the program calls the file: no two are the same, none begins like an option or leaves the folder. */
  add(files) {
    if (this.single)
      this.files = [];
    for (const file of files) {
      const path = file.path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..').join('/').replace(/^-+/, '');
      this.files = this.files.filter((old) => old.path !== path);
      this.files.push({ path: path || 'file', bytes: file.bytes });
    }
    this.show();
    this.changed();
  }

  set(files) {
    this.trouble.textContent = '';
    this.files = [...files];
    this.show();
    this.changed();
  }

  show() {
    const most = 12;
    this.list.replaceChildren(...this.files.slice(0, most).map((file) => make('li', {}, file.path, make('button', { type: 'button', 'aria-label': say(texts.remove, { name: file.path }),
      click: () => this.set(this.files.filter((other) => other !== file)) }, '×'))), ...this.files.length > most ? [make('li', {}, '+ ' + (this.files.length - most) + '\u00a0\u00a0')] : []);
    this.clear.hidden = this.files.length < 2;
  }

  get paths() {
    return this.files.map((file) => file.path);
  }
}

/* --- passwords: bytes, overwritten when they are no longer needed; a run gets a copy for itself alone, which it overwrites --- */

const secrets = {};

/* What stands in a field, which is empty then. */
function taken(input) {
  const bytes = new TextEncoder().encode(input.value);
  input.value = '';
  return bytes;
}

function forget(of) {
  if (secrets[of])
    secrets[of].fill(0);
  delete secrets[of];
}

function keep(of, bytes) {
  forget(of);
  secrets[of] = bytes;
}

const secretFile = (name, bytes) => ({ path: name, bytes: bytes.slice(), secret: true });

function passwordForm(of, name, then) {
  const input = make('input', { type: 'password', autocomplete: 'off', required: true });
  return make('form', { autocomplete: 'off', submit: (e) => {
    e.preventDefault();
    keep(of, taken(input));
    then();
  } }, make('label', {}, say(texts.password, { name }), input, make('small', {}, texts.passwordNote)), make('div', { class: 'buttons' }, make('button', { class: 'primary' }, texts.passwordGo)));
}

/* Arguments and files for the password of a part of the page, if one was typed. */
const withSecret = (of) => secrets[of] === undefined ? [[], []] : [['--password-file', '.password'], [secretFile('.password', secrets[of])]];
const needsPassword = (finding) => finding.option === '--password-file';
const warns = ({ findings }) => findings.some((finding) => finding.severity === 'warning');

/* --- findings --- */

let rules = new Map();

/* Where the hint names an option of the command line, the page says what that is here: in the place of the clause that names it. */
function advice({ hint, option }) {
  if (!option)
    return hint;
  const named = [hint.indexOf('certcase '), hint.lastIndexOf(option)].filter((at) => at >= 0);
  const before = hint.slice(0, Math.min(...named)).match(/^(.*)[;.:(]/s);
  return [before && before[1].trim() + '.', texts.option[option]].filter(Boolean).join(' ') || texts.adviceWithoutOptions;
}

function findingCard(finding) {
  const rule = rules.get(finding.id);
  const why = rule && rule.why;
  return make('div', { class: 'finding ' + finding.severity }, make('p', { class: 'tag' }, texts.severity[finding.severity]), make('p', {}, sentence(finding.message)),
    finding.hint && make('p', {}, make('b', {}, texts.toDo + ': '), advice(finding)), why && make('details', {}, make('summary', {}, texts.why), make('p', {}, why)));
}

/* What has to be done, or looked at; what is only good to know is folded. */
function findingCards(findings) {
  const notes = findings.filter((finding) => finding.severity === 'note');
  return [findings.filter((finding) => finding.severity !== 'note').map(findingCard),
    notes.length > 0 && make('details', {}, make('summary', {}, notes.length === 1 ? texts.notesOne : say(texts.notes, { n: notes.length })), notes.map(findingCard))].flat().filter(Boolean);
}

/* --- What is this? --- */

function facts(certificate) {
  const row = (name, value) => value ? [make('dt', {}, texts.fact[name]), make('dd', {}, value)] : [];
  const key = certificate.key.curve || (certificate.key.bits ? say(texts.bits, { type: certificate.key.type.toUpperCase(), n: certificate.key.bits }) : certificate.key.type);
  return make('dl', { class: 'facts' }, row('subject', certificate.subject), row('issuer', certificate.selfSigned ? texts.itself : certificate.issuer), row('role', texts.role[certificate.role] || certificate.role),
    certificate.notBefore && certificate.notAfter && row('valid', say(texts.validSpan, { from: day(certificate.notBefore), to: day(certificate.notAfter) })), row('key', key), row('names', certificate.subjectAltNames.join(', ')),
    row('thumbprint', certificate.sha1.toUpperCase()), row('sha256', certificate.sha256));
}

function letterCard(letter) {
  return make('details', { open: true }, make('summary', {}, texts.letter), make('p', { class: 'help' }, texts.letterHelp),
    make('pre', { tabindex: 0 }, letter.subject + '\n\n' + letter.body), make('div', { class: 'buttons' }, copyButton(texts.copySubject, letter.subject), copyButton(texts.copyBody, letter.body)));
}

function fileCard(file, folded) {
  const locked = file.findings.some(needsPassword);
  const accepted = file.verdict === 'accepted';
  const kind = locked ? 'locked' : accepted ? file.purpose === 'none' ? 'open' : 'good' : 'bad';
  const title = { locked: texts.locked, good: warns(file) ? texts.goodBut : texts.good, bad: texts.bad, open: texts.goodFor.none }[kind];
  const about = { locked: texts.lockedFor, good: texts.goodFor[file.purpose], bad: texts.badFor[file.purpose] }[kind];
  const n = file.certificates.length;
  const asks = (options) => file.findings.some((finding) => options.includes(finding.option));
  const go = (to, label, style) => make('button', { type: 'button', class: style, click: () => carry(to) }, label);
  const [name, head] = folded ? ['details', make('summary', {}, make('b', {}, file.path), ' ' + title)] : ['div', verdict(kind, title, make('p', {}, about), make('p', { class: 'file' }, file.path))];
  return make(name, { class: 'card ' + kind }, head,
    locked && make('div', { class: 'step' }, passwordForm('what', file.path, inspect)),
    findingCards(file.findings.filter((finding) => !locked || (needsPassword(finding) && secrets.what))),
    (purpose || asks(['--purpose'])) && purposeChoice(),
    !locked && file.letter && letterCard(file.letter),
    make('div', { class: 'buttons' }, accepted && file.purpose !== 'none' && go('ask', texts.askForIt, 'primary'), !locked && (file.container === 'pkcs12' || asks(['convert', '--convert'])) && go('repair', texts.repairIt, accepted ? '' : 'primary'), asks(['audit']) && go('check', texts.check, 'primary')),
    n > 0 && make('details', {}, make('summary', {}, n === 1 ? texts.factsOne : say(texts.facts, { n })), file.certificates.map(facts)));
}

/* What the person said that it is for; empty: nothing. */
let purpose = '';
const purposes = (chosen) => Object.entries(texts.purposeOf).map(([value, label]) => make('option', { value, selected: value === chosen }, label));

function purposeChoice() {
  const choose = ({ target }) => {
    purpose = target.value;
    inspect();
  };
  return make('label', { class: 'purpose' }, texts.purpose, make('select', { change: choose }, purposes(purpose)));
}

/* The files go along to another part of the page, and so do their password and purpose. */
function carry(to) {
  if (secrets.what)
    keep(to, secrets.what.slice());
  $('ask-purpose').value = purpose;
  location.hash = to;
  drops[to].set(drops.what.files);
}

function inspect() {
  const files = drops.what.files;
  if (files.length === 0) {
    forget('what');
    purpose = '';
  }
  return answerIn('what-answer', async () => {
    if (files.length === 0)
      return [];
    const [args, extra] = withSecret('what');
    const answer = await runJson(['inspect', ...args, ...purpose ? ['--purpose', purpose] : [], '--', ...drops.what.paths], [...files, ...extra]);
    const looked = answer.json ? answer.json.files : [], many = looked.length > 3, right = looked.filter((file) => file.verdict === 'accepted').length;
    const cards = looked.map((file) => fileCard(file, many));
    if (many)
      cards.unshift(make('div', { class: 'card open' }, verdict('open', say(texts.manyFiles, { n: looked.length, right, bad: looked.length - right }), make('p', {}, texts.manyFilesHelp))));
    const said = complaint(answer);
    if (said)
      cards.push(make('div', { class: 'card bad' }, verdict('bad', texts.bad), told(said)));
    return cards;
  });
}

/* --- Ask for it --- */

const remembered = 'certcase-environments';
const storage = (() => {
  try {
    return window.localStorage;
  } catch { /* a browser that keeps nothing */
    return null;
  }
})();
let inventory = null;

function addRow(values) {
  const field = (label, help, value) => make('label', {}, label, make('input', { value, spellcheck: 'false' }), make('small', {}, help));
  const hosting = make('select', {}, Object.entries(texts.hostingOf).map(([value, label]) => make('option', { value, selected: value === values.hosting }, label)));
  const row = make('div', { class: 'row' }, field(texts.environmentName, texts.environmentNameHelp, values.name), field(texts.environmentHost, texts.environmentHostHelp, values.host), make('label', {}, texts.hosting, hosting));
  $('ask-rows').append(row);
}

function typedRows() {
  return [...$('ask-rows').children].map((row) => {
    const [name, host] = row.querySelectorAll('input');
    return { name: name.value.trim(), host: host.value.trim(), hosting: row.querySelector('select').value };
  });
}

const byList = () => $('ask-form').elements.how.value === 'list';

/* What to say of the environments: arguments and files; null while none is named. */
function environments() {
  if (byList()) {
    const chosen = [...document.querySelectorAll('#ask-environments input:checked')].map((box) => box.value);
    return inventory && chosen.length ? [['--environments', inventory.path, ...chosen.flatMap((name) => ['-e', name])], [inventory]] : null;
  }
  const rows = typedRows().filter((row) => row.name && row.host);
  const hosting = rows.map((row) => row.hosting).find(Boolean);
  return rows.length ? [[...rows.flatMap((row) => ['-e', row.name + '=' + row.host]), ...hosting ? ['--hosting', hosting] : []], []] : null;
}

async function readInventory() {
  inventory = drops.list.files[0] || null;
  await answerIn('ask-environments', async () => {
    if (!inventory)
      return [];
    const answer = await runJson(['environments', '--', inventory.path], [inventory]);
    if (!answer.json)
      return [told(complaint(answer))];
    return [make('fieldset', {}, make('legend', { class: 'vh' }, say(texts.listOf, { name: inventory.path })), make('div', { class: 'choice column' }, answer.json.environments.map((environment) =>
      make('label', {}, make('input', { type: 'checkbox', value: environment.name, change: askSoon }), ' ' + environment.name, make('small', {}, environment.host)))))];
  });
  askSoon();
}

function remember() {
  try {
    if ($('ask-remember').checked)
      storage.setItem(remembered, JSON.stringify({ rows: typedRows().filter((row) => row.name || row.host),
        list: inventory ? { path: inventory.path, text: new TextDecoder().decode(inventory.bytes) } : null, how: $('ask-form').elements.how.value }));
    else if (storage)
      storage.removeItem(remembered);
  } catch { /* there is no room: then it isn't remembered, which the tick says */
    $('ask-remember').checked = false;
  }
}

function recall() {
  let kept = null;
  try {
    kept = storage && JSON.parse(storage.getItem(remembered));
  } catch { /* somebody else's text */ }
  $('ask-remember').parentElement.hidden = !storage;
  for (const row of kept && kept.rows.length ? kept.rows : [{ name: '', host: '', hosting: '' }])
    addRow(row);
  if (!kept)
    return;
  $('ask-remember').checked = true;
  $('ask-form').elements.how.value = kept.how;
  if (kept.list)
    drops.list.set([{ path: kept.list.path, bytes: new TextEncoder().encode(kept.list.text) }]);
  showHow();
}

function showHow() {
  $('ask-typed').hidden = byList();
  $('ask-list').hidden = !byList();
}

/* One request's words: from the JSON of build, and the texts in its bundle. */
async function caseCard(item, files) {
  const made = item.bundle && files[item.bundle];
  const accepted = item.verdict === 'accepted';
  const kind = !accepted ? 'bad' : made ? 'good' : 'open';
  const title = say(!accepted ? texts.notReady : !made ? texts.noRequest : warns(item) ? texts.readyBut : texts.ready, { title: item.title });
  const deadlines = Object.entries(texts.dates).filter(([name]) => accepted && item.deadline[name]).map(([name, label]) =>
    make('div', {}, make('dt', {}, label), make('dd', {}, day(item.deadline[name]), name === 'expectedDelivery' && make('small', {}, texts.target))));
  const card = make('div', { class: 'card ' + kind }, verdict(kind, title, make('p', {}, accepted ? sentence(made ? item.do : item.because || item.do) : '')));
  if (made) {
    const bundle = [{ path: item.bundle, bytes: made }];
    const text = async (entry) => (await run(['show', item.bundle, entry], bundle)).out;
    const [ticket, steps] = await Promise.all(['TICKET.txt', 'SUBMIT.txt'].map(text));
    const subject = ticket.slice(0, ticket.indexOf('\n')), body = ticket.slice(subject.length).trim() + '\n';
    card.append(make('div', { class: 'buttons' }, saveButton(say(texts.download, { name: item.bundle }), item.bundle, made, 'application/zip', 'primary')), make('p', { class: 'help' }, texts.downloadHint),
      deadlines.length ? make('dl', { class: 'dates' }, deadlines) : '',
      make('div', { class: 'buttons' }, copyButton(texts.copySubject, subject), copyButton(texts.copyBody, body), item.read && make('a', { class: 'button', href: item.read, target: '_blank', rel: 'noreferrer noopener' }, texts.openPage)),
      make('details', {}, make('summary', {}, texts.steps), make('pre', { tabindex: 0 }, steps)),
      make('details', {}, make('summary', {}, texts.ticketBody), make('pre', { tabindex: 0 }, ticket)));
  }
  card.append(...findingCards(item.findings));
  if (item.findings.some((finding) => finding.option === '--convert'))
    card.append(make('div', { class: 'buttons' }, make('button', { type: 'button', class: 'primary', click: () => {
      convertToo = true;
      ask();
    } }, texts.convertToo)));
  if (item.findings.some(needsPassword))
    card.append(make('div', { class: 'step' }, passwordForm('ask', drops.ask.paths.join(', '), ask)));
  return card;
}

let convertToo = false;

function ask() {
  const files = drops.ask.files, where = environments();
  remember();
  if (files.length === 0) {
    forget('ask');
    convertToo = false;
  }
  return answerIn('ask-answer', async () => {
    const waiting = make('p', { class: 'help' }, texts.askWaiting);
    if (files.length === 0 || !where)
      return [make('div', { class: 'step' }, make('h2', {}, texts.askAnswer), waiting)];
    const [secretArgs, extra] = withSecret('ask');
    const args = ['--purpose', 'purpose', '--needed-by', 'needed-by', '--reason', 'reason', '--contact', 'contact', '--consumes', 'consumes'];
    const said = [];
    for (let i = 0; i < args.length; i += 2)
      if ($('ask-' + args[i + 1]).value.trim())
        said.push(args[i], $('ask-' + args[i + 1]).value.trim());
    const holidays = drops.holidays.files;
    if (holidays.length)
      said.push('--holidays', holidays[0].path);
    const answer = await runJson(['build', ...where[0], ...said, ...secretArgs, ...convertToo ? ['--convert'] : [], '--no-input', '--', ...drops.ask.paths],
      [...files, ...where[1], ...holidays, ...extra]);
    const cards = answer.json ? await Promise.all(answer.json.cases.map((item) => caseCard(item, answer.files))) : [];
    const trouble = complaint(answer);
    if (trouble)
      cards.push(make('div', { class: 'card bad' }, verdict('bad', trouble.split('\n')[0]), told(trouble.split('\n').slice(1).join('\n'))));
    return cards;
  });
}

let timer = 0;
function askSoon() {
  clearTimeout(timer);
  timer = setTimeout(ask, 400);
}

/* --- Make it right --- */

function repair(e) {
  e.preventDefault();
  const to = $('repair-form').elements.to.value, files = drops.repair.files;
  const typed = [['old', '--password-file'], ['key', '--key-password-file'], ['new', '--new-password-file']];
  const args = [], extra = [];
  for (const [name, option] of typed) {
    const input = $('repair-' + name);
    const bytes = input.value || name !== 'old' ? taken(input) : secrets.repair || new Uint8Array();
    if (bytes.length === 0)
      continue;
    args.push(option, '.' + name);
    extra.push(secretFile('.' + name, bytes));
    bytes.fill(0);
  }
  forget('repair');
  const stem = (files[0] ? files[0].path : 'file').replace(/^.*\//, '').replace(/\.\w+$/, '');
  args.push(...to === 'cer' ? ['-o', 'out/'] : ['--encryption', to, '-o', 'out/' + stem + '-' + to + '.pfx']);
  return answerIn('repair-answer', async () => {
    if (files.length === 0)
      return [make('div', { class: 'card open' }, verdict('open', texts.repairFirst))];
    const answer = await run(['convert', ...args, '--no-input', '--', ...drops.repair.paths], [...files, ...extra, { path: 'out/.here', bytes: new Uint8Array() }]);
    const made = Object.entries(answer.files);
    if (made.length === 0)
      return [make('div', { class: 'card bad' }, verdict('bad', texts.notRepaired), told(complaint(answer)), told(texts.notRepairedHelp))];
    return [make('div', { class: 'card good' }, verdict('good', texts.repaired), make('div', { class: 'buttons' }, made.map(([name, bytes]) =>
      saveButton(say(texts.download, { name: name.replace('out/', '') }), name.replace('out/', ''), bytes, '', 'primary'))))];
  });
}

/* --- Check bundles --- */

function check() {
  const files = drops.check.files;
  if (files.length === 0)
    forget('check');
  return answerIn('check-answer', async () => {
    if (files.length === 0)
      return [];
    const bundles = drops.check.paths.filter((path) => /\.zip$/i.test(path));
    if (bundles.length === 0)
      return [make('div', { class: 'card bad' }, verdict('bad', texts.checked.none))];
    const [answer, page] = await Promise.all(['json', 'html'].map((format) => {
      const [secretArgs, extra] = withSecret('check');
      return run(['audit', '--format', format, ...secretArgs, '--', ...bundles], [...files, ...extra]);
    }));
    if (!answer.out)
      return [make('div', { class: 'card bad' }, verdict('bad', complaint(answer)))];
    const audit = JSON.parse(answer.out), shut = audit.bundles.filter((bundle) => bundle.findings.some(needsPassword));
    const { bundles: n, accepted } = audit.summary;
    const good = n === accepted;
    const title = say(texts.checked[(n === 1 ? 'one' : good || accepted === 0 ? 'all' : 'some') + (good ? '' : 'Bad')], { bad: n - accepted, n });
    return [make('div', { class: 'card ' + (good ? 'good' : 'bad') }, verdict(good ? 'good' : 'bad', title), make('div', { class: 'buttons' }, saveButton(texts.saveReport, 'audit.html', page.out, 'text/html', 'primary')),
      shut.length > 0 && make('div', { class: 'step' }, make('p', {}, secrets.check ? texts.checkStillShut : texts.checkShut), passwordForm('check', shut.map((bundle) => bundle.bundle).join(', '), check)),
      make('iframe', { title: texts.checkFrame, sandbox: 'allow-scripts', srcdoc: page.out }))];
  });
}

/* --- What expires --- */

/* What a list of renewals tells of each; a column that nothing stands in is left out. */
const renewalColumns = {
  status: (item) => make('td', {}, make('span', { class: 'status ' + item.status }, texts.status[item.status])),
  name: (item) => make('th', { scope: 'row' }, item.name || item.subject || item.bundle),
  askBy: (item) => item.askBy && make('td', { class: 'date' }, day(item.askBy, shortDates)),
  expires: (item) => item.expires && make('td', { class: 'date' }, day(item.expires, shortDates)),
  where: (item) => item.environments && item.environments.length > 0 && make('td', {}, item.environments.map((environment) => environment.name).join(', ')),
};

function renewalTable(list) {
  const columns = Object.entries(renewalColumns).filter(([, cell]) => list.some(cell));
  return make('table', {}, make('thead', {}, make('tr', {}, columns.map(([name]) => texts.column[name] ? make('th', { scope: 'col' }, texts.column[name]) : make('td', {})))),
    make('tbody', {}, list.map((item) => make('tr', {}, columns.map(([, cell]) => cell(item) || make('td', {}))))));
}

function expire() {
  const files = drops.expire.files, within = $('expire-within').value + 'd';
  if (files.length === 0)
    forget('expire');
  return answerIn('expire-answer', async () => {
    if (files.length === 0)
      return [];
    const [answer, calendar, page] = await Promise.all(['json', 'ics', 'html'].map((format) => {
      const [secretArgs, extra] = withSecret('expire');
      return run(['renewals', '--within', within, '--format', format, ...secretArgs, '--', ...drops.expire.paths], [...files, ...extra]);
    }));
    if (!answer.out)
      return [make('div', { class: 'card bad' }, verdict('bad', complaint(answer)))];
    const { certificates: list, unreadable, summary } = JSON.parse(answer.out);
    const due = list.filter((item) => item.due).length;
    const unread = complaint(answer);
    const kind = due ? 'bad' : unread ? 'open' : 'good';
    const title = due > 1 ? say(texts.expires.some, { n: due }) : due === 1 ? texts.expires.one : list.length ? texts.expires.none : texts.expires.nothing;
    const card = make('div', { class: 'card ' + kind }, verdict(kind, title));
    if (list.length)
      card.append(make('div', { class: 'buttons' }, saveButton(texts.saveCalendar, 'renewals.ics', calendar.out, 'text/calendar', 'primary'), saveButton(texts.saveList, 'renewals.html', page.out, 'text/html', '')),
        make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': texts.expireFor }, renewalTable(list)));
    if (unread)
      card.append(make('h3', {}, texts.unread), told(unread));
    if (answer.err.includes('--password-file') || summary.unopened > 0)
      card.append(make('div', { class: 'step' }, make('p', {}, secrets.expire ? texts.checkStillShut : texts.expireShut),
        passwordForm('expire', (unreadable.length ? unreadable : drops.expire.paths).join(', '), expire)));
    return [card];
  });
}

/* --- begin --- */

const sections = [...document.querySelectorAll('main > section')];

/* The part that the address names; the one that is shown already, if it names something else. */
function show() {
  const part = sections.find((section) => location.hash === '#' + section.id) || sections.find((section) => !section.hidden) || sections[0];
  for (const section of sections)
    section.hidden = section !== part;
  for (const link of document.querySelectorAll('#tasks a')) {
    if (link.hash === '#' + part.id)
      link.setAttribute('aria-current', 'page');
    else
      link.removeAttribute('aria-current');
  }
  document.title = say(texts.partTitle, { part: texts[part.id] });
  return part;
}

/* Files that miss the place for them: the page must not be left for them; a part with one place takes them. */
function missed(e) {
  const places = sections.find((section) => !section.hidden).querySelectorAll('.drop');
  if (e.type === 'drop' && !e.defaultPrevented && places.length === 1)
    drops[places[0].dataset.name].dropped(e);
  e.preventDefault();
}

function connect() {
  for (const place of document.querySelectorAll('.drop'))
    new Drop(place);
  drops.what.changed = inspect;
  drops.ask.changed = ask;
  drops.holidays.changed = ask;
  drops.list.changed = readInventory;
  drops.check.changed = check;
  drops.expire.changed = expire;
  for (const [value, label] of Object.entries(texts.repairTo))
    $('repair-to').append(make('label', {}, make('input', { type: 'radio', name: 'to', value, checked: value === 'tripledes-sha1' }), ' ' + label));
  $('ask-purpose').append(...purposes(''));
  for (const [value, label] of Object.entries(texts.withinOf))
    $('expire-within').append(make('option', { value }, label));
  $('expire-within').addEventListener('change', expire);
  $('repair-form').addEventListener('submit', repair);
  $('repair-form').addEventListener('change', ({ target }) => {
    if (target.name === 'to')
      $('repair-new').parentElement.hidden = target.value === 'cer';
  });
  $('ask-form').addEventListener('submit', (e) => e.preventDefault());
  $('ask-form').addEventListener('input', askSoon);
  $('ask-form').addEventListener('change', showHow);
  $('ask-more').addEventListener('click', () => addRow({ name: '', host: '', hosting: '' }));
  window.addEventListener('hashchange', () => {
    const part = show();
    if (location.hash === '#' + part.id)
      $(part.id + '-h').focus();
  });
  window.addEventListener('pagehide', () => Object.keys(secrets).forEach(forget));
  for (const event of ['dragover', 'drop'])
    window.addEventListener(event, missed);
}

async function begin() {
  try {
    await prepare();
    connect();
    const [explained] = await Promise.all([runJson(['explain'], []), rehearse()]);
    rules = new Map(explained.json.rules.map((rule) => [rule.id, rule]));
  } catch (e) {
    $('state').textContent = say(texts.failed, { why: e.message });
    return;
  }
  $('main').hidden = false;
  $('state').textContent = '';
  show();
  recall();
  ask();
}

begin();
