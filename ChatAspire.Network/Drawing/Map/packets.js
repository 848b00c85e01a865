// The list of packets, in pages of 100, with a filter. The up and down arrow keys choose a neighbouring packet, also on another page.

const PAGE = 100;

class PacketList {
  /** select(packet) is called when a packet is chosen. The elements of the list must exist in the page. */
  constructor(select) {
    this.select = select;
    this.list = byId('packet-list');
    this.rows = new WeakMap(); // packet -> its row
    this.all = [];
    this.matching = [];
    this.index = -1; // the index of the chosen packet in matching; -1 if none is chosen
    this.first = 0;
    byId('filter').addEventListener('input', () => this.filter());
    byId('lost-only').addEventListener('change', () => this.filter());
    byId('previous-page').addEventListener('click', () => this.#showPage(this.first - PAGE));
    byId('next-page').addEventListener('click', () => this.#showPage(this.first + PAGE));
    this.list.addEventListener('keydown', event => this.#onKey(event));
  }

  /** Replaces all packets, and chooses none. Each packet must have its number. */
  show(packets) {
    this.all = packets;
    this.index = -1;
    this.filter();
  }

  /** Replaces all packets by a list with more packets at its end. Scrolls to the end, unless a packet is chosen. */
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

  /** Chooses the packet at a distance from the chosen one. Returns false if there is no such packet. */
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
    if (!button) {
      return; // no packet matches the filter
    }

    if (isFocused) {
      button.focus();
    }

    // Scrolls the list only, not the page.
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

  /** Shows rows. If rows were only added at the end, the present rows stay in place, so that they keep the focus. */
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
