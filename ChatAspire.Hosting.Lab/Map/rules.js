// Shows the firewall rules of all hosts with their counters. Counters change in place, so that the scroll position is preserved.

class RuleTables {
  constructor(container) {
    this.container = container;
    this.shape = '';
    this.cells = [];
  }

  show(hosts) {
    const chains = hosts.flatMap(host => chainsOf(host).map(chain => ({ host, chain })));
    const rows = chains.flatMap(({ chain }) => [...chain.rules, ...chain.policy ? [{ text: chain.policy, packets: chain.packets }] : []]);
    const shape = JSON.stringify([language, chains.map(({ host, chain }) => [host.host, chain.table, chain.name, chain.policy]),
      rows.map(row => row.text)]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.cells = [];
      this.container.replaceChildren(...hosts.map(host => this.#host(host)));
    }

    rows.forEach((row, index) => this.#count(this.cells[index], String(row.packets ?? '')));
  }

  #count(cell, text) {
    cell.classList.toggle('changed', cell.textContent !== '' && cell.textContent !== text);
    cell.textContent = text;
  }

  #host(host) {
    const details = make('details', make('summary', make('bdi', printable(host.host))),
      ...chainsOf(host).map(chain => this.#chain(host, chain)));
    details.open = true;
    return details;
  }

  #chain(host, chain) {
    const caption = foreign('caption', `${host.host}: ${chain.table} ${chain.name}`);
    const head = make('thead', make('tr', heading('packets'), heading('rule')));
    const body = make('tbody', ...chain.rules.map(rule => this.#row(rule.text)), ...chain.policy ? [this.#row(chain.policy)] : []);
    return make('table', caption, head, body);
  }

  #row(text) {
    const count = make('td.count');
    this.cells.push(count);
    return make('tr', count, make('td', foreign('code', text)));
  }
}

/** Returns the chains that have rules, without those of the table in which a walk marks its packets. */
const chainsOf = host => host.firewall.chains.filter(chain => chain.rules.length > 0 && !chain.table.includes(' chatlab-walk-'));

function heading(text) {
  const cell = make('th', t(text));
  cell.scope = 'col';
  return cell;
}
