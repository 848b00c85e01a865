// Draws a scene as SVG, and a packet in it.

const MONO = 7.1; // the width of a letter in the name of a device, in pixels
const HEADING = 10; // the width of a letter in the name of a host, in pixels

const centre = box => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
const rest = box => ({ x: box.x, y: box.y + box.height / 2 }); // the middle of the left edge, where a packet covers no text
const fit = (text, width, letter = MONO) =>
  text.length * letter <= width ? text : `${text.slice(0, Math.max(1, Math.floor(width / letter) - 1))}…`;

function put(marker, point) {
  marker.setAttribute('cx', point.x);
  marker.setAttribute('cy', point.y);
}

class Picture {
  /** Draws into an element. select(id) is called when a node is clicked; without select, nodes are not buttons. */
  constructor(container, select) {
    this.container = container;
    this.select = select;
  }

  draw(scene) {
    this.scene = scene;
    this.size = place(scene);
    const { width, height } = this.size;
    const names = [...scene.hosts.keys()].map(printable).join(', ');
    this.marker = svg('circle', { class: 'marker', r: 9, visibility: 'hidden' });
    this.elements = new Map();
    const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: this.select ? 'group' : 'img' },
      ...[...scene.hosts.values()].flatMap(host => this.#host(host)),
      ...[...scene.links.values()].flatMap(link => this.#link(link)),
      ...[...scene.nodes.values()].map(node => this.#node(node)),
      this.marker);
    picture.setAttribute('aria-label', t('mapOf', scene.hosts.size, names));
    this.container.replaceChildren(picture);
  }

  /** Marks the nodes that a packet has passed, and the node where the packet is. */
  mark(passed, current) {
    for (const [id, element] of this.elements) {
      element.classList.toggle('passed', passed.has(id));
      element.classList.toggle('current', id === current);
    }
  }

  /** Moves the packet between two nodes, along the underlay if their hosts differ. Without from, only places it. Resolves on arrival. */
  async move(from, to, milliseconds, isLost) {
    this.marker.classList.toggle('lost', isLost);
    this.marker.setAttribute('visibility', 'visible');
    await this.#travel(this.marker, this.#passage(from ?? to, to), milliseconds);
  }

  /** Moves the caller's own marker along the nodes with these ids. */
  travel(marker, ids, milliseconds) {
    const ways = ids.slice(1).map((id, index) => ids[index] === id ? [] : this.#way(ids[index], id));
    return this.#travel(marker, ways.flat(), milliseconds);
  }

  async #travel(marker, points, milliseconds) {
    if (points.length > 0) {
      put(marker, points[0]);
    }

    if (milliseconds > 0 && points.length > 1) {
      await new Promise(done => this.#step(marker, points, performance.now(), milliseconds, done));
    }

    put(marker, points.at(-1));
  }

  #step(marker, points, start, milliseconds, done) {
    const part = Math.min(1, (performance.now() - start) / milliseconds) * (points.length - 1);
    const index = Math.min(points.length - 2, Math.floor(part));
    const [a, b, along] = [points[index], points[index + 1], part - index];
    put(marker, { x: a.x + (b.x - a.x) * along, y: a.y + (b.y - a.y) * along });
    if (part < points.length - 1) {
      requestAnimationFrame(() => this.#step(marker, points, start, milliseconds, done));
    } else {
      done();
    }
  }

  /** Returns the points of a way: from the left edge of one node, along the link, to the left edge of the other node. */
  #passage(from, to) {
    const { nodes } = this.scene;
    const end = rest(nodes.get(to).box);
    return from === to ? [end] : [rest(nodes.get(from).box), ...this.#way(from, to), end];
  }

  #way(from, to) {
    const [one, other] = [this.scene.nodes.get(from), this.scene.nodes.get(to)];
    const [a, b] = [centre(one.box), centre(other.box)];
    if (one.host === other.host) {
      // A vertical line through the centre of the narrower node, if the wider node is above or below that centre.
      const [narrow, wide] = one.box.width < other.box.width ? [one, other] : [other, one];
      const { x } = centre(narrow.box);
      return x >= wide.box.x && x <= wide.box.x + wide.box.width ? [{ x, y: a.y }, { x, y: b.y }] : [a, b];
    }

    return [a, { x: a.x, y: this.size.lane }, { x: b.x, y: this.size.lane }, b];
  }

  #host({ name, box }) {
    return [
      svg('rect', { class: 'card', ...box, rx: 12 }),
      svg('text', { class: 'host', x: box.x + CARD.margin, y: box.y + 27 }, fit(printable(name), box.width - 2 * CARD.margin, HEADING)),
    ];
  }

  #link({ from, to, kind, label }) {
    const points = this.#way(from, to);
    const line = svg('polyline', { class: kind, points: points.map(({ x, y }) => `${x},${y}`).join(' ') });
    if (points.length < 4) {
      return [line];
    }

    const text = kind === 'tunnel' ? `${t('tunnel')} ${label}` : t('underlay');
    return [
      svg('polyline', { class: 'pipe', points: line.getAttribute('points') }),
      line,
      svg('text', { class: `small middle ${kind}`, x: (points[1].x + points[2].x) / 2, y: this.size.lane + 24 }, text),
    ];
  }

  #node(node) {
    const { box, kind } = node;
    const { x } = centre(box);
    const label = kind === 'stack' ? t('rules') : fit(printable(node.label), box.width - 10);
    const lines = kind === 'container'
      ? [svg('text', { class: 'name middle', x, y: box.y + 24 }, fit(printable(node.container ?? ''), box.width - 10)),
        ' ', svg('text', { class: 'mono middle', x, y: box.y + 46 }, label)]
      : [svg('text', { class: 'mono middle', x, y: box.y + 22 }, label)];
    const name = [t(kind), node.container, node.label].filter(Boolean).map(printable).join(' ');
    const element = svg('g', { class: `node ${kind}${node.isDown ? ' down' : ''}` },
      svg('title', {}, node.isDown ? `${name}, ${t('isDown')}` : name), svg('rect', { ...box, rx: 6 }), ...lines);
    if (this.select) {
      this.#makeButton(element, node.id, `${node.host}: ${name}`);
    }

    this.elements.set(node.id, element);
    return element;
  }

  #makeButton(element, id, name) {
    element.setAttribute('role', 'button');
    element.setAttribute('tabindex', 0);
    element.setAttribute('aria-label', name);
    element.addEventListener('click', () => this.select(id));
    element.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        this.select(id);
      }
    });
  }
}
