'use strict';
/* Ask for it: a request for some environments, and the bundle that comes of it. */

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
    const args = ['--purpose', 'purpose', '--needed-by', 'needed-by', '--reason', 'reason', '--contact', 'contact', '--refusal', 'refusal', '--consumes', 'consumes'];
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
