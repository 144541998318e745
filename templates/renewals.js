'use strict';
{
  const $ = (id) => document.getElementById(id);
  const form = $('filters');
  const groups = form ? [...document.querySelectorAll('tbody')] : [];
  const items = groups.flatMap((group) => [...group.rows].slice(1)).map((row) => ({
    row, status: row.className, environments: row.dataset.e.split('\n').filter(Boolean), words: row.textContent.toLowerCase(),
  }));
  const choices = (id, words) => {
    for (const word of [...new Set(words)].sort(new Intl.Collator('en', { numeric: true }).compare))
      $(id).add(new Option(word, word));
  };
  const filter = () => {
    const [text, environment, status] = [$('f-text').value.toLowerCase().trim(), $('f-env').value, $('f-status').value];
    let n = 0;
    for (const item of items) {
      const shown = item.words.includes(text) && (!environment || item.environments.includes(environment)) && (!status || item.status === status);
      item.row.hidden = !shown;
      n += shown;
    }
    for (const group of groups)
      group.hidden = ![...group.rows].slice(1).some((row) => !row.hidden);
    $('nothing').hidden = n > 0;
    const number = (count) => count.toLocaleString('en');
    $('f-count').textContent = n === items.length ? `All ${number(n)} certificates` : `${number(n)} of ${number(items.length)} certificates`;
  };
  if (form) {
    document.documentElement.classList.add('scripted');
    choices('f-env', items.flatMap((item) => item.environments));
    choices('f-status', items.map((item) => item.status));
    form.addEventListener('input', filter);
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('reset', () => setTimeout(filter));
    filter();
  }
}
