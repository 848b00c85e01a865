// The live map: the current state of the hosts, and packets as they pass. Captures run only while the page watches packets.

Object.assign(WORDS.en, {
  liveMap: 'Live map of', from: 'From', to: 'To', watch: 'Watch packets', stop: 'Stop watching', rule: 'Rule', ruleCounters: 'Rules and counters',
  labState: state => `State: ${state}`, starting: 'Starting the captures…', listening: 'Watching. Packets are shown as they pass.',
  ended: 'The captures have ended.', disconnected: 'The AppHost does not answer. Connecting…', traceOfMessage: 'The trace of this message',
  packetsHelp: 'Packets of existing traffic, and of walks that are run in the dashboard. Lost packets are shown by walks only.',
  address: 'Addresses', mtu: 'MTU', mac: 'MAC', image: 'Image', engine: 'Docker Engine', state: 'State', up: 'up',
});
Object.assign(WORDS.ja, {
  liveMap: 'ライブマップ:', from: '送信元', to: '宛先', watch: 'パケットを見る', stop: '見るのをやめる', rule: 'ルール',
  ruleCounters: 'ルールとカウンタ', labState: state => `状態: ${state}`, starting: 'キャプチャを始めています…',
  listening: '見ています。パケットは通るたびに表示されます。', ended: 'キャプチャは終わりました。',
  disconnected: 'AppHost が応答しません。接続しています…', traceOfMessage: 'このメッセージのトレース',
  packetsHelp: '流れている通信のパケットと、ダッシュボードで実行した walk のパケット。失われたパケットは walk だけが示します。',
  address: 'アドレス', mtu: 'MTU', mac: 'MAC', image: 'イメージ', engine: 'Docker Engine', state: '状態', up: 'アップ',
});

const MAX_SHOWN = 500; // packets in the list
const MAX_FLYING = 12; // packets that move at the same time
const FLIGHT_MS = 700;

const picture = new Picture(byId('map'), id => showNode(id));
const hops = new HopList(byId('hops'), index => player.choose(index));
const packets = new PacketList(packet => showPacket(packet));
const player = new Player(picture, hops, packets);
const rules = new RuleTables(byId('rules'));
let state = '';
let networks = [];
let drawn = '';
let followed = [];
let arrived = []; // packets not shown yet
let source = null; // the event stream of packets; null while none are watched
let captures = '';
let flying = 0;

const events = new EventSource('events');
events.addEventListener('map', event => showMap(JSON.parse(event.data)));
events.addEventListener('walk', event => showWalk(JSON.parse(event.data)));
events.addEventListener('error', () => { byId('state').textContent = t('disconnected'); });

function showMap(message) {
  [state, networks] = [message.state, message.map.hosts];
  byId('lab').textContent = printable(message.map.lab);
  byId('state').textContent = t('labState', state);
  const ends = networks.flatMap(host => host.containers.filter(one => one.pid > 0).map(one => one.name));
  byId('ends').replaceChildren(...ends.map(end => new Option(end)));
  rules.show(networks);
  draw();
}

/** Draws the hosts if the picture changed. */
function draw() {
  const scene = sceneOf(networks).addPackets(followed);
  const text = JSON.stringify([language, [...scene.nodes.values()].map(node => [node.id, node.kind, node.isDown]), [...scene.links]]);
  if (text !== drawn) {
    drawn = text;
    const focused = [...picture.elements ?? []].find(([, element]) => element === document.activeElement)?.[0];
    picture.draw(scene);
    picture.elements.get(focused)?.focus();
  }
}

function showNode(id) {
  const { device, owner, network, host, container, label } = picture.scene.nodes.get(id);
  const rows = network
    ? [['engine', network.engine ?? '']]
    : [['address', (device?.addresses ?? []).map(one => `${one.local}/${one.prefixlen}`).join(', ')], ['mac', device?.mac ?? ''],
      ['mtu', device?.mtu ?? ''], ['state', device && isDown(device) ? t('isDown') : t('up')], ...owner ? [['image', owner.image]] : []];
  const title = [host, container, label].filter(Boolean).join(' ');
  byId('details').replaceChildren(foreign('h3', title), make('dl', ...rows.flatMap(([key, value]) =>
    [make('dt', t(key)), foreign('dd', value)])));
}

function showPacket(packet) {
  player.show(packet, packet.start);
  const link = make('a', t('traceOfMessage'));
  link.href = packet.trace ?? '';
  link.target = '_blank';
  link.rel = 'noopener';
  byId('trace').replaceChildren(...packet.trace ? [link] : []);
}

/** Shows a walk that was run in the dashboard; its packets replace those in the list. */
function showWalk({ walks }) {
  followed = [];
  const verdict = walks.map(walk => walk.verdict).find(one => one);
  walks.flatMap(walk => walk.packets).forEach(packet => add(packet, null));
  showVerdict(verdict);
  packets.show(followed);
  draw();
  packets.go(1);
  player.play();
}

function showVerdict(verdict) {
  byId('verdict').hidden = !verdict;
  byId('verdict-text').replaceChildren(...verdict ? [foreign('p', `✗ ${verdict.host}: ${verdict.location}: ${verdict.cause}`),
    make('p', `${t('cure')} (${printable(verdict.host)}): `, foreign('code', verdict.cure))] : []);
}

function add(packet, trace) {
  packet.number = (followed.at(-1)?.number ?? 0) + 1;
  packet.start = followed[0]?.start ?? startOf(packet);
  packet.trace = trace;
  followed.push(packet);
}

/** Collects received packets, and shows them all at once in the next animation frame. */
function receive(received) {
  if (arrived.push(received) > 1) {
    return;
  }

  requestAnimationFrame(() => {
    const added = arrived.splice(0);
    added.forEach(({ line, trace }) => add(line.packet, trace));
    followed = followed.slice(-MAX_SHOWN);
    packets.append(followed);
    if (added.some(({ line }) => line.packet.hops.some(hop => !picture.scene.nodes.has(nodeOf(hop))))) {
      draw();
    }

    added.forEach(({ line }) => fly(line.packet));
  });
}

/** Moves a packet along its path; only marks the path's nodes if motion must be reduced, or too many packets move. */
async function fly(packet) {
  const ids = packet.hops.map(nodeOf);
  if (isStill() || flying >= MAX_FLYING) {
    picture.mark(new Set(ids), ids.at(-1));
    return;
  }

  flying++;
  const marker = svg('circle', { class: 'marker', r: 6 });
  picture.container.firstChild.append(marker);
  await picture.travel(marker, ids, FLIGHT_MS);
  marker.remove();
  flying--;
}

function watch() {
  byId('error').textContent = '';
  followed = [];
  packets.show(followed);
  player.clear();
  showVerdict(null);
  const query = new URLSearchParams({ from: byId('from').value.trim(), to: byId('to').value.trim() });
  source = new EventSource(`packets?${query}`);
  say('starting');
  source.addEventListener('listening', () => say('listening'));
  source.addEventListener('packet', event => receive(JSON.parse(event.data)));
  source.addEventListener('ended', () => stop());
  source.addEventListener('failed', event => {
    byId('error').textContent = printable(event.data);
    stop();
  });
  source.addEventListener('error', () => stop());
  showButton();
}

function stop() {
  source?.close();
  source = null;
  say('ended');
  showButton();
}

function say(text) {
  captures = text;
  byId('captures').textContent = t(text);
}

function showButton() {
  byId('watching').dataset.text = source ? 'stop' : 'watch';
  byId('watching').textContent = t(byId('watching').dataset.text);
}

byId('watch').addEventListener('submit', event => {
  event.preventDefault();
  if (source) {
    stop();
  } else {
    watch();
  }
});
chooseLanguage(byId('language'), () => {
  byId('state').textContent = t('labState', state);
  byId('captures').textContent = captures && t(captures);
  rules.show(networks);
  draw();
  packets.filter();
});
translatePage();
packets.show([]);
