// The texts of the page in English and Japanese, selected by ?lang= or the browser's preference.

export const words = {
  en: {
    skip: 'Skip to the message box',
    side: 'Rooms and participants',
    rooms: 'Rooms',
    newRoom: 'Open a room…',
    open: 'Open',
    badRoom: 'Use 1 to 40 lowercase letters, digits and hyphens.',
    here: 'Participants by node',
    you: 'you',
    reading: 'reading',
    redisUp: 'stores the log',
    redisAway: 'unavailable',
    served: 'served by {node}\u00a0· {address}',
    away: 'Redis {reason}. Messages wait here and are sent again by themselves.',
    reason: 'is unavailable',
    reasonLoading: 'is still loading its data',
    reasonFull: 'is full',
    reasonReadOnly: 'is read-only: the server is a replica',
    reasonNotPermitted: 'does not permit the chat to store messages',
    reasonWrongPassword: 'refuses the chat’s password',
    reasonTls: 'cannot be reached over TLS',
    reasonDisk: 'cannot write to its disk',
    reasonReplicas: 'has too few replicas',
    reasonCluster: 'has no server for this room: the cluster is down',
    lost: 'Disconnected from {node}. Reconnecting; the page will resume where it stopped.',
    unreached: 'This node does not answer yet. Retrying.',
    messages: 'Messages',
    outbox: 'Messages being sent',
    earlier: 'Earlier messages',
    fresh: 'New messages',
    news: '{count} new messages',
    over: '{over} characters too many; at most {max} are sent',
    left: '{left} characters left',
    begins: 'Messages before #{seq} are no longer kept.',
    empty: 'No messages yet. Your message travels to {node}, then to Redis, and from there to every node with a reader.',
    gap: 'Messages #{from} to #{to} were removed from the log before this page received them.',
    epoch: 'Redis lost its log. The room starts over, without its earlier messages.',
    unseenOne: '1 new message ↓',
    unseen: '{count} new messages ↓',
    typingOne: '{names} is typing…',
    typing: '{names} are typing…',
    yourName: 'Your name',
    join: 'Join',
    changeName: '{name} – change your name',
    write: 'Write a message…',
    send: 'Send',
    hint: 'Press Enter to send, Shift+Enter for a new line',
    trace: 'trace',
    traceTitle: 'Open this message’s trace in the Aspire dashboard',
    details: 'accepted by {node}',
    sending: 'sending',
    waiting: 'waiting to retry',
    stored: 'stored',
    storedTitle: 'Stored in Redis; not yet received on the event stream',
    delivered: 'Delivered: stored as #{seq} and received on the event stream',
    failed: 'Not delivered',
    noAnswer: '{node} does not answer',
    tooMany: 'too many messages at once',
    unavailable: 'Redis is unavailable',
    lostLog: 'Redis lost its log',
    refused: 'refused ({status})',
    retry: 'Retry',
    discard: 'Discard',
    otherLanguage: '日本語',
  },
  ja: {
    skip: '入力欄へ移動',
    side: 'ルームと参加者',
    rooms: 'ルーム',
    newRoom: 'ルームを開く…',
    open: '開く',
    badRoom: '英小文字・数字・ハイフンで 1〜40 文字にしてください。',
    here: 'ノードごとの参加者',
    you: 'あなた',
    reading: '閲覧中',
    redisUp: 'ログを保持',
    redisAway: '応答なし',
    served: '接続先 {node}\u00a0· {address}',
    away: '{reason}。メッセージはここで待ち、自動で再送されます。',
    reason: 'Redis が応答しません',
    reasonLoading: 'Redis はまだデータを読み込んでいます',
    reasonFull: 'Redis のメモリがいっぱいです',
    reasonReadOnly: 'Redis は読み取り専用です（サーバーがレプリカです）',
    reasonNotPermitted: 'Redis がチャットの保存を許可していません',
    reasonWrongPassword: 'Redis がチャットのパスワードを拒否しています',
    reasonTls: 'Redis に TLS で接続できません',
    reasonDisk: 'Redis がディスクに書き込めません',
    reasonReplicas: 'Redis のレプリカが足りません',
    reasonCluster: 'Redis クラスターが停止しており、このルームを担当するサーバーがありません',
    lost: '{node} との接続が切れました。再接続しています。続きから再開します。',
    unreached: 'ノードがまだ応答しません。再試行しています。',
    messages: 'メッセージ',
    outbox: '送信中のメッセージ',
    earlier: '以前のメッセージ',
    fresh: '新着メッセージ',
    news: '新着 {count} 件',
    over: '{over} 文字超えています（上限 {max} 文字）',
    left: '残り {left} 文字',
    begins: '#{seq} より前のメッセージは保存されていません。',
    empty: 'まだメッセージはありません。メッセージは {node} から Redis へ、Redis から読者のいるすべてのノードへ届きます。',
    gap: '#{from}〜#{to} は、このページが受信する前にログから削除されました。',
    epoch: 'Redis のログが失われました。このルームは、以前のメッセージなしで最初から始まります。',
    unseenOne: '新着 1 件 ↓',
    unseen: '新着 {count} 件 ↓',
    typingOne: '{names} さんが入力中…',
    typing: '{names} さんが入力中…',
    yourName: 'お名前',
    join: '参加する',
    changeName: '{name} – 名前を変更',
    write: 'メッセージを入力…',
    send: '送信',
    hint: 'Enter で送信、Shift+Enter で改行',
    trace: 'トレース',
    traceTitle: 'このメッセージのトレースを Aspire ダッシュボードで開く',
    details: '{node} が受付',
    sending: '送信中',
    waiting: '再送待ち',
    stored: '保存済み',
    storedTitle: 'Redis に保存済み。イベントストリームではまだ届いていません',
    delivered: '配信済み：#{seq} として保存され、イベントストリームで届きました',
    failed: '未配信',
    noAnswer: '{node} が応答しません',
    tooMany: '一度に送りすぎました',
    unavailable: 'Redis が応答しません',
    lostLog: 'Redis のログが失われました',
    refused: '拒否されました（{status}）',
    retry: '再送',
    discard: '破棄',
    otherLanguage: 'English',
  },
};

const wanted = [new URLSearchParams(location.search).get('lang'), ...navigator.languages];

export const lang = wanted.map(tag => tag?.slice(0, 2).toLowerCase()).find(tag => tag in words) ?? 'en';

export const otherLang = lang === 'en' ? 'ja' : 'en';

/** Returns the text of a key in the page's language, with each `{name}` replaced by `values.name`. */
export const t = (key, values = {}) => words[lang][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Returns true when there is a text with that key. */
export const hasWord = key => key in words[lang];

/** Sets the text, label or placeholder of each element whose data-t, data-t-label or data-t-placeholder names a key. */
export function translatePage() {
  document.documentElement.lang = lang;
  for (const element of document.querySelectorAll('[data-t]')) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll('[data-t-label]')) element.ariaLabel = t(element.dataset.tLabel);
  for (const element of document.querySelectorAll('[data-t-placeholder]')) element.placeholder = t(element.dataset.tPlaceholder);
}

const format = options => {
  const formatter = new Intl.DateTimeFormat(lang, options);
  return date => formatter.format(date);
};
export const formatTime = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
export const formatDay = format({ weekday: 'long', day: 'numeric', month: 'long' });
export const formatExactly = format({ dateStyle: 'full', timeStyle: 'medium' });
export const formatList = names => new Intl.ListFormat(lang).format(names);

// Unicode's bidirectional marks, embeddings, overrides and isolates.
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Replaces the characters in a name that would reorder the text around them. */
export const plain = name => name.replace(BIDI, '\ufffd');
