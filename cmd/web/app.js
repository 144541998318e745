'use strict';
/* The page: asks, calls the program with arguments, shows its JSON. It decides nothing about certificates itself. Here are all of
 * its parts but one (ask.js), and how it begins; assemble.js says what stands before it. */

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
    const doubted = [...new Set(list.filter((item) => item.doubt).map((item) => item.bundle))];
    const kind = due ? 'bad' : unread || doubted.length ? 'open' : 'good';
    const title = due > 1 ? say(texts.expires.some, { n: due }) : due === 1 ? texts.expires.one : list.length ? texts.expires.none : texts.expires.nothing;
    const card = make('div', { class: 'card ' + kind }, verdict(kind, title));
    if (list.length)
      card.append(make('div', { class: 'buttons' }, saveButton(texts.saveCalendar, 'renewals.ics', calendar.out, 'text/calendar', 'primary'), saveButton(texts.saveList, 'renewals.html', page.out, 'text/html', '')),
        make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': texts.expireFor }, renewalTable(list)));
    if (doubted.length)
      card.append(make('p', {}, say(texts.expireChanged, { bundles: doubted.join(', ') })));
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
