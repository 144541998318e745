'use strict';
/* What the page is made of: elements, pictures, dates, buttons that save or copy. */

const $ = (id) => document.getElementById(id);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => name in values ? values[name] : all);

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
