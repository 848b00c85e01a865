// Plays packets: moves the chosen packet from hop to hop. If the user prefers reduced motion, the packet appears at each hop instead.

const HOP_MS = 500;
const PAUSE_MS = 250;

class Player {
  constructor(picture, hops, packets) {
    Object.assign(this, { picture, hops, packets });
    this.isPlaying = false;
    this.turn = 0; // the number of the current turn of play; an older turn ends when it finds a higher number
    byId('play').addEventListener('click', () => this.isPlaying ? this.pause() : this.play());
    byId('next-hop').addEventListener('click', () => this.#go(this.hop + 1));
    byId('previous-hop').addEventListener('click', () => this.#go(this.hop - 1));
    byId('next-packet').addEventListener('click', () => this.#goPacket(1));
    byId('previous-packet').addEventListener('click', () => this.#goPacket(-1));
  }

  /** Shows a packet at its first hop. */
  show(packet, start) {
    [this.packet, this.hop] = [packet, 0];
    this.hops.show(packet, start);
    byId('hops-heading').textContent = `${t('hops')}: ${t('packet')} ${packet.number}, ${printable(packet.name)}`;
    this.#showHop(0, null, !this.isPlaying);
  }

  clear() {
    this.pause();
    this.packet = null;
    byId('now').textContent = '';
    byId('hops-heading').textContent = t('hops');
    byId('hops').replaceChildren();
  }

  /** Pauses, and shows the hop with this index. */
  choose(index) {
    this.#go(index);
  }

  pause() {
    this.turn++;
    this.isPlaying = false;
    this.#showState();
  }

  async play() {
    if (!this.packet) {
      return;
    }

    const turn = ++this.turn;
    this.isPlaying = true;
    this.#showState();
    if (this.hop === this.packet.hops.length - 1 && !this.packets.go(1)) {
      this.packets.choose(0);
    }

    while (turn === this.turn) {
      await new Promise(done => setTimeout(done, isStill() ? HOP_MS : PAUSE_MS));
      if (turn !== this.turn) {
        return;
      }

      if (this.hop + 1 < this.packet.hops.length) {
        await this.#showHop(this.hop + 1, this.packet.hops[this.hop], false);
      } else if (!this.packets.go(1)) {
        this.pause();
      }
    }
  }

  #go(index) {
    this.pause();
    if (this.packet && index >= 0 && index < this.packet.hops.length) {
      this.#showHop(index, null, true);
    }
  }

  #goPacket(distance) {
    this.pause();
    this.packets.go(distance);
  }

  async #showHop(index, before, isSaid) {
    this.hop = index;
    const { hops, arrived, number } = this.packet;
    const hop = hops[index];
    const isLost = !arrived && index === hops.length - 1;
    this.hops.mark(index);
    this.picture.mark(new Set(hops.slice(0, index).map(nodeOf)), nodeOf(hop));
    const text = `${t('hopOf', index + 1, hops.length, number)}: ${printable(hop.host)}, ${placeOf(hop)}${isLost ? `, ${t('notSeen')}` : ''}`;
    byId('now').setAttribute('aria-live', isSaid ? 'polite' : 'off');
    byId('now').textContent = text;
    byId('previous-hop').disabled = index === 0;
    byId('next-hop').disabled = index === hops.length - 1;
    await this.picture.move(before && nodeOf(before), nodeOf(hop), isStill() ? 0 : HOP_MS, isLost);
  }

  #showState() {
    byId('play').dataset.text = this.isPlaying ? 'pause' : 'play';
    byId('play').textContent = t(this.isPlaying ? 'pause' : 'play');
  }
}

const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
