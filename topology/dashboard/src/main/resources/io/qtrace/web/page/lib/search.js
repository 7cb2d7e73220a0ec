import {attribute, el} from './dom.js';

const MOST = 12;

/** The field that finds VMs, hosts and blocks: '/' goes there, arrows choose, Enter opens. */
export class Search {
  #form;
  #field;
  #list;
  #find;
  #found = [];
  #chosen = -1;
  #asked = 0;
  #looking = null;

  /** @param find text → a promise of [{title, kind, href}] */
  constructor(form, find) {
    this.#form = form;
    this.#field = form.querySelector('input');
    this.#list = form.querySelector('ul');
    this.#find = find;
    const look = () => (this.#looking = this.#look());
    this.#field.addEventListener('input', look);
    this.#field.addEventListener('focus', look);
    this.#field.addEventListener('keydown', event => this.#key(event));
    form.addEventListener('submit', async event => {
      event.preventDefault();
      await this.#looking; // Enter is of what was typed, not of what was found before
      this.#open(this.#found[Math.max(0, this.#chosen)]);
    });
    form.addEventListener('focusout', event => form.contains(event.relatedTarget) || this.#close());
    document.addEventListener('keydown', event => this.#slash(event));
  }

  async #look() {
    const text = this.#field.value.trim();
    const asked = ++this.#asked;
    if (!text) return this.#close();
    const found = await this.#find(text).catch(() => []);
    if (asked !== this.#asked) return undefined;
    this.#found = found.slice(0, MOST);
    this.#chosen = this.#found.length ? 0 : -1;
    this.#list.replaceChildren(...this.#found.map((item, i) => this.#option(item, i)));
    if (!this.#found.length) {
      this.#list.append(el('li.none', {text: `Nothing is called “${text}”.`, role: 'option'}));
    }
    return this.#show(true);
  }

  #option(item, i) {
    return el('li', {role: 'option', id: `found-${i}`, on: {
      mousedown: event => {
        event.preventDefault();
        this.#open(item);
      },
    }}, el('span', {text: item.title}), el('span.dim', {text: item.kind}));
  }

  #show(open) {
    this.#list.hidden = !open;
    attribute(this.#field, 'aria-expanded', String(open));
    [...this.#list.children].forEach((li, i) => attribute(li, 'aria-selected', String(i === this.#chosen)));
    attribute(this.#field, 'aria-activedescendant', open && this.#chosen >= 0 ? `found-${this.#chosen}` : null);
    if (open) this.#list.children[this.#chosen]?.scrollIntoView({block: 'nearest'});
  }

  #key(event) {
    const count = this.#found.length;
    if (event.key === 'Escape') {
      this.#field.value = '';
      this.#close();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && count) {
      event.preventDefault();
      this.#chosen = (this.#chosen + (event.key === 'ArrowDown' ? 1 : count - 1)) % count;
      this.#show(true);
    }
  }

  #open(item) {
    if (!item) return;
    this.#field.value = '';
    this.#close();
    this.#field.blur();
    location.hash = item.href;
  }

  #close() {
    this.#asked++;
    this.#found = [];
    this.#chosen = -1;
    this.#show(false);
  }

  #slash(event) {
    const types = event.target.closest?.('input, select, textarea');
    if (event.key !== '/' || types || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#field.focus();
    this.#field.select();
  }
}
