'use strict';
/* What every part of the page shows of an answer: that it is under way, what went wrong, findings, a question for a password. */

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
