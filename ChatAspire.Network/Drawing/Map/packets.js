// The list of packets: a page of 100 at a time, with a filter. Arrow keys choose, also across pages.

const PAGE = 100;

class PacketList {
  /** select(packet) is called for a packet that is chosen. The elements are those of the page. */
  constructor(select) {
    this.select = select;
    this.list = byId('packet-list');
    this.rows = new WeakMap(); // packet -> its row
    this.all = [];
    this.matching = [];
    this.index = -1; // of the chosen packet in matching
    this.first = 0;
    byId('filter').addEventListener('input', () => this.filter());
    byId('lost-only').addEventListener('change', () => this.filter());
    byId('previous-page').addEventListener('click', () => this.#showPage(this.first - PAGE));
    byId('next-page').addEventListener('click', () => this.#showPage(this.first + PAGE));
    this.list.addEventListener('keydown', event => this.#onKey(event));
  }

  /** Shows packets; each has its number. */
  show(packets) {
    this.all = packets;
    this.index = -1;
    this.filter();
  }

  /** Shows packets to which some were added at the end; those, unless a packet is chosen. */
  append(packets) {
    this.all = packets;
    this.filter();
    if (this.index < 0) {
      this.#showPage(Math.floor(Math.max(0, this.matching.length - 1) / PAGE) * PAGE);
      this.list.scrollTop = this.list.scrollHeight;
    }
  }

  get chosen() {
    return this.matching[this.index];
  }

  filter() {
    const [chosen, text, lostOnly] = [this.chosen, byId('filter').value.toLowerCase(), byId('lost-only').checked];
    this.matching = this.all.filter(packet => (!lostOnly || !packet.arrived)
      && (!text || `${packet.name} ${packet.source} ${packet.destination}`.toLowerCase().includes(text)));
    this.index = this.matching.indexOf(chosen);
    this.#showPage(Math.floor(Math.max(0, this.index) / PAGE) * PAGE);
  }

  /** Chooses the packet that is so many places away. Returns whether there is one. */
  go(distance, isFocused = false) {
    const index = this.index + distance;
    if (index < 0 || index >= this.matching.length) {
      return false;
    }

    this.choose(index, isFocused);
    return true;
  }

  choose(index, isFocused) {
    this.index = index;
    this.#showPage(Math.floor(index / PAGE) * PAGE);
    const button = this.list.querySelector('[aria-current]');
    if (isFocused) {
      button.focus();
    }

    // In the list only: the page itself stays where it is.
    const top = button.offsetTop - this.list.offsetTop;
    this.list.scrollTop = Math.max(top + button.offsetHeight - this.list.clientHeight, Math.min(top, this.list.scrollTop));
    this.select(this.chosen);
  }

  #showPage(first) {
    this.first = Math.max(0, first);
    const page = this.matching.slice(this.first, this.first + PAGE);
    this.list.start = this.first + 1;
    this.#showRows(page.map((packet, index) => this.#row(packet, this.first + index)));
    byId('page-state').textContent = page.length === 0
      ? t('noPackets')
      : t('shown', this.first + 1, this.first + page.length, this.matching.length);
    byId('previous-page').disabled = this.first === 0;
    byId('next-page').disabled = this.first + PAGE >= this.matching.length;
  }

  /** Shows rows; where some are only added, those before them stay as they are, with the focus. */
  #showRows(rows) {
    const shown = [...this.list.children];
    if (shown.length <= rows.length && shown.every((row, index) => row === rows[index])) {
      this.list.append(...rows.slice(shown.length));
      return;
    }

    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    this.list.replaceChildren(...rows);
    focused?.focus();
  }

  #row(packet, index) {
    let row = this.rows.get(packet);
    if (row?.language !== language) {
      row = { language, item: make('li', this.#button(packet)) };
      this.rows.set(packet, row);
    }

    const button = row.item.firstChild;
    const isChosen = index === this.index;
    const isOnPage = this.index >= this.first && this.index < this.first + PAGE;
    button.tabIndex = isChosen || !isOnPage && index === this.first ? 0 : -1;
    if (isChosen) {
      button.setAttribute('aria-current', 'true');
    } else {
      button.removeAttribute('aria-current');
    }

    return row.item;
  }

  #button(packet) {
    const button = make('button.packet',
      make('span.number', `${packet.number}.`), ' ', make('b', printable(packet.name)), ' ',
      make('span.detail', `${printable(packet.source)} → ${printable(packet.destination)}`), ' ',
      make(packet.arrived ? 'span.arrived' : 'span.lost', packet.arrived ? `✓ ${t('arrived')}` : `✗ ${t('lost')}`),
      ...packet.trace ? [' ', make('span.message', t('message'))] : []);
    button.type = 'button';
    button.title = startOf(packet) ?? '';
    button.addEventListener('click', () => this.choose(this.matching.indexOf(packet), true));
    return button;
  }

  #onKey(event) {
    const distance = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (distance) {
      event.preventDefault();
      this.go(distance, true);
    }
  }
}
