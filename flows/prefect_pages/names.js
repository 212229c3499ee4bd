// Gives the parts of Prefect's pages the names and roles that a screen reader says: its buttons are icons, its fields stand
// beside their labels without belonging to them. English, as those pages are.
(() => {
  const words = (element) => (element ? element.textContent.replace(/\s+/g, ' ').trim() : '');
  const set = (element, name, value) => {
    if (value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const each = (selector, mend) => document.querySelectorAll(selector).forEach(mend);
  const isLabelled = (element) => element.title || (element.getAttribute('aria-label') && !('named' in element.dataset));
  const isNamed = (element) => words(element) || isLabelled(element);
  const name = (element, value) => { // said anew at each change: what is shown in a part changes, the part stays
    if (!('named' in element.dataset)) element.dataset.named = '';
    set(element, 'aria-label', value);
  };

  const labelOf = (element) => {
    const property = element.closest('.schema-form-property, .p-label');
    return words(property && property.querySelector('.schema-form-property__label, .p-label__label'));
  };
  const rowOf = (element) => {
    const row = element.closest('tr, li, .state-list-item, .p-list-item-input');
    return row ? words(row.querySelector('a') || row).slice(0, 80) : '';
  };
  const ICONS = [
    ['p-modal__x-button', 'Close'],
    ['app-router-view__menu-icon', 'Main menu'],
    ['flow-run-logs-download-button', 'Download logs'],
    ['p-tag__dismiss', 'Take out'],
    ['p-button-group__button', 'Another view'],
  ];
  const nameOf = (button) => {
    const status = button.querySelector('.status-icon');
    if (status) return 'Status: ' + (/status-icon--(\w+)/.exec(status.className) || ['', 'unknown'])[1];
    if (button.classList.contains('p-date-range-select__button')) return button.previousElementSibling ? 'Later' : 'Earlier';
    const known = ICONS.find(([mark]) => button.classList.contains(mark));
    if (known) return known[1];
    const place = labelOf(button) || rowOf(button);
    return place ? 'Menu: ' + place : 'Menu';
  };

  const mend = () => {
    each('button[aria-selected]:not([role=tab])', (button) => {
      if (button.getAttribute('aria-selected') === 'true') set(button, 'aria-pressed', 'true');
      else button.removeAttribute('aria-pressed');
      button.removeAttribute('aria-selected');
    });
    each('.p-select-button__control', (button) => {
      const chosen = words(button).replace(/\s*\+0$/, '');
      set(button, 'aria-label', [labelOf(button) || 'Choice', chosen].filter(Boolean).join(': '));
      if (!button.querySelector('button, a, [tabindex]')) return;
      set(button, 'role', 'combobox'); // what stands in a button cannot be reached, what stands in a combobox can
      set(button, 'aria-haspopup', 'listbox');
      set(button, 'aria-expanded', String(button === document.activeElement && !!document.querySelector('.p-select-option')));
    });
    each('button', (button) => {
      if (!isNamed(button)) name(button, nameOf(button));
    });
    each('ul[role=tablist] > li.p-tab', (tab) => {
      set(tab, 'role', 'tab');
      set(tab, 'aria-selected', String(tab.classList.contains('p-tab__active')));
      if (words(tab)) tab.removeAttribute('aria-label');
      else set(tab, 'aria-label', tab.id);
    });
    each('[role=switch]', (toggle) => {
      if (!isNamed(toggle)) name(toggle, words(toggle.closest('.p-toggle')) || words(toggle.parentElement) || 'On or off');
    });
    each('.p-modal[role=dialog]', (dialog) => {
      const heading = dialog.querySelector('.p-modal__title, .p-modal__header, h1, h2, h3');
      set(dialog, 'aria-label', words(heading) || 'Form');
      dialog.removeAttribute('aria-labelledby');
    });
    each('input:not([type=hidden]), textarea, select', (field) => {
      if (field.labels && [...field.labels].some(words)) return;
      if (isLabelled(field) || field.getAttribute('aria-labelledby')) return;
      const asked = field.type === 'checkbox' ? 'Choose ' + rowOf(field) : labelOf(field) || field.placeholder;
      name(field, asked.trim() || 'Field');
    });
    each('.artifact-data-markdown, .markdown-renderer__table, .p-code-highlight, pre', (part) => {
      if (part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight) set(part, 'tabindex', '0');
    });
    each('a[href]', (link) => {
      if (isNamed(link) || link.querySelector('img[alt]')) return;
      name(link, link.getAttribute('href') === '/' ? 'Prefect: dashboard' : rowOf(link) || 'Open');
    });
  };

  let asked = 0;
  const soon = () => {
    if (!asked) {
      asked = requestAnimationFrame(() => {
        asked = 0;
        mend();
      });
    }
  };
  const seen = { childList: true, subtree: true, characterData: true, attributeFilter: ['aria-selected', 'class'] };
  new MutationObserver(soon).observe(document.documentElement, seen);
})();
