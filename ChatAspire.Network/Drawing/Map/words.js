// The texts of the page in both languages. Texts from hosts and verdicts are shown as they are.

const WORDS = {
  en: {
    language: 'Language', map: 'Map', packets: 'Packets', hops: 'Hops', notes: 'Notes', walk: 'Walk', verdict: 'Verdict',
    open: 'Open a walk (JSON)…', drop: 'A walk’s JSON file can also be dropped anywhere on this page.',
    noWalk: 'No walk is open.', notRead: (name, reason) => `${name} cannot be read as a walk’s JSON: ${reason}`,
    playback: 'Playback', play: 'Play', pause: 'Pause', nextHop: 'Next hop', previousHop: 'Previous hop',
    nextPacket: 'Next packet', previousPacket: 'Previous packet',
    filter: 'Filter by name or address', lostOnly: 'Only lost packets', previousPage: 'Previous 100', nextPage: 'Next 100',
    shown: (from, to, all) => `${from}–${to} of ${all}`, noPackets: 'No packet.',
    lost: 'lost', arrived: 'arrived', packet: 'Packet', bytes: 'bytes', message: 'carries a message',
    hopOf: (hop, hops, packet) => `Hop ${hop} of ${hops}, packet ${packet}`,
    notSeen: 'not seen after this', atMost: 'at this time or earlier', nat: 'NAT', becomes: 'becomes',
    segmentOf: bytes => `a segment of a packet of ${bytes} bytes`, endOfChain: 'end of chain',
    incoming: 'in', outgoing: 'out', rules: 'Routing and rules', deviceOf: (device, container) => `${device} of ${container}`, tunnel: 'VXLAN', underlay: 'underlay',
    mapOf: (hosts, names) => `Map of ${hosts} ${hosts === 1 ? 'host' : 'hosts'}: ${names}. The lists below say the same as text.`,
    devices: 'devices', host: 'Host', cure: 'Cure', result: 'Result', failed: 'Failed', isDown: 'down',
    container: 'Namespace of container', veth: 'veth device', bridge: 'Bridge', vxlan: 'VXLAN device', nic: 'Network card',
    loopback: 'Loopback', stack: 'Routing and rules of the host',
  },
  ja: {
    language: '言語', map: 'マップ', packets: 'パケット', hops: 'ホップ', notes: '注記', walk: 'ウォーク', verdict: '判定',
    open: 'ウォークの JSON を開く…', drop: 'ウォークの JSON ファイルは、このページのどこにでもドロップできます。',
    noWalk: 'ウォークが開かれていません。', notRead: (name, reason) => `${name} をウォークの JSON として読めません: ${reason}`,
    playback: '再生', play: '再生', pause: '一時停止', nextHop: '次のホップ', previousHop: '前のホップ',
    nextPacket: '次のパケット', previousPacket: '前のパケット',
    filter: '名前かアドレスで絞り込む', lostOnly: '失われたパケットだけ', previousPage: '前の100件', nextPage: '次の100件',
    shown: (from, to, all) => `${all}件中 ${from}–${to}件`, noPackets: 'パケットがありません。',
    lost: '消失', arrived: '到着', packet: 'パケット', bytes: 'バイト', message: 'メッセージを運ぶ',
    hopOf: (hop, hops, packet) => `パケット${packet}、ホップ ${hop}/${hops}`,
    notSeen: 'この先では見られていません', atMost: 'この時刻かそれ以前', nat: 'NAT', becomes: '変換後',
    segmentOf: bytes => `${bytes}バイトのパケットの一部`, endOfChain: 'チェインの終わり',
    incoming: '入力', outgoing: '出力', rules: 'ルーティングとルール', deviceOf: (device, container) => `${container} の ${device}`, tunnel: 'VXLAN', underlay: 'アンダーレイ',
    mapOf: (hosts, names) => `${hosts}台のホストのマップ: ${names}。同じ内容が下の一覧に文字であります。`,
    devices: 'デバイス', host: 'ホスト', cure: '直し方', result: '結果', failed: '失敗', isDown: 'ダウン',
    container: 'コンテナの名前空間', veth: 'veth デバイス', bridge: 'ブリッジ', vxlan: 'VXLAN デバイス', nic: 'ネットワークカード',
    loopback: 'ループバック', stack: 'ホストのルーティングとルール',
  },
};

let language = navigator.language.startsWith('ja') ? 'ja' : 'en';

/** The text for a key in the language of the page. */
const t = (key, ...values) => typeof WORDS[language][key] === 'function' ? WORDS[language][key](...values) : WORDS[language][key];

/** Sets the text of each element with a key in data-text, and the label for screen readers of each with a key in data-label. */
function translatePage() {
  document.documentElement.lang = language;
  document.querySelectorAll('[data-text]').forEach(element => { element.textContent = t(element.dataset.text); });
  document.querySelectorAll('[data-label]').forEach(element => element.setAttribute('aria-label', t(element.dataset.label)));
}

/** Connects the language menu: changed() is called after the user chose another language. */
function chooseLanguage(select, changed) {
  select.value = language;
  select.addEventListener('change', () => {
    language = select.value;
    translatePage();
    changed();
  });
}
