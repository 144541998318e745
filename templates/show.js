'use strict';
/* Copies the subject or the description of a ticket. Without it the page shows all the same; the buttons then stay hidden. */
const said = document.getElementById('said');
for (const button of document.querySelectorAll('button[data-from]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const from = document.getElementById(button.dataset.from);
    navigator.clipboard.writeText(from.textContent.trim()).then(
      () => { said.textContent = button.dataset.said; },
      () => {
        getSelection().selectAllChildren(from);
        said.textContent = 'It is selected: copy it with Ctrl+C';
      });
  });
}
