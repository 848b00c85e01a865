// The hops of a packet as text: hosts, devices with times, tables with rules, translations.

class HopList {
  /** Shows hops in an element. select(index) is called when the hop with this index is clicked. */
  constructor(container, select) {
    this.container = container;
    this.select = select;
  }

  show(packet, start) {
    this.items = [];
    this.container.replaceChildren();
    let list = null;
    let host = null;
    let addresses = [packet.source, packet.destination];
    packet.hops.forEach((hop, index) => {
      if (hop.host !== host) {
        host = hop.host;
        list = make('ol.hops');
        list.start = index + 1;
        this.container.append(foreign('h3', host), list);
      }

      const seen = [hop.source, hop.destination];
      const isTranslated = hop.device !== undefined && seen.join() !== addresses.join();
      list.append(this.#item(hop, index, start, isTranslated ? addresses : null));
      addresses = hop.device === undefined ? addresses : seen;
    });
    if (!packet.arrived) {
      this.container.append(make('p.lost', `✗ ${t('notSeen')}`));
    }
  }

  /** Marks the hop with this index as the one where the packet is. */
  mark(current) {
    this.items.forEach((button, index) => {
      if (index === current) {
        button.setAttribute('aria-current', 'step');
      } else {
        button.removeAttribute('aria-current');
      }
    });
  }

  #item(hop, index, start, translated) {
    const button = make('button.hop', ...hop.device === undefined ? tableText(hop) : deviceText(hop, start));
    button.type = 'button';
    button.addEventListener('click', () => this.select(index));
    this.items.push(button);
    const item = make('li');
    if (translated) {
      item.append(make('p.nat', `${t('nat')}: ${translated.map(printable).join(' → ')} ${t('becomes')} `
        + `${printable(hop.source)} → ${printable(hop.destination)}`));
    }

    item.append(button);
    if (hop.rules) {
      item.append(make('ul.rules', ...hop.rules.map(ruleItem)));
    }

    return item;
  }
}

/** Names the location of a hop: its table and chain, or its device with the container or overlay of the device. */
const placeOf = hop => hop.device === undefined
  ? `${printable(hop.table)} ${printable(hop.chain)}`
  : ownerOf(hop) === undefined ? printable(hop.device) : t('deviceOf', printable(hop.device), printable(ownerOf(hop)));

function deviceText(hop, start) {
  const time = make('span.time', `${hop.timeIsUpperBound ? '≤ ' : ''}${formatMilliseconds(millisecondsBetween(start, hop.time))}`);
  const content = hop.tunnel
    ? `VXLAN ${hop.tunnel.source} → ${hop.tunnel.destination}, VNI ${hop.tunnel.vni}, ${hop.bytes} ${t('bytes')}`
    : `${hop.sourceMac ?? ''} → ${hop.destinationMac ?? ''}`;
  const segment = hop.segmentOf ? `, ${t('segmentOf', hop.segmentOf)}` : '';
  if (hop.timeIsUpperBound) {
    time.title = t('atMost');
  }

  return [time, ' ', make('b', placeOf(hop)), ' ', make('span.detail', `${printable(content)}${segment}`)];
}

function tableText(hop) {
  const devices = [hop.in && `${t('incoming')} ${printable(hop.in)}`, hop.out && `${t('outgoing')} ${printable(hop.out)}`];
  return [make('span.time'), make('b', placeOf(hop)), ' ', make('span.detail', devices.filter(Boolean).join(', '))];
}

const isDropped = rule => rule.verdict === 'DROP' || rule.verdict === 'REJECT';

function ruleItem({ chain, rule, verdict }) {
  const text = rule === undefined ? `${chain}: ${t('endOfChain')}, ${verdict}` : rule.includes(' -j ') ? rule : `${rule} → ${verdict}`;
  return make(isDropped({ verdict }) ? 'li.lost' : 'li', printable(text));
}
