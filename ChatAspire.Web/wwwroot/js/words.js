// The page in English and Japanese, by ?lang= or the browser's preference.

export const words = {
  en: {
    skip: 'Skip to writing',
    side: 'Rooms and people',
    rooms: 'Rooms',
    newRoom: 'Open a room…',
    open: 'Open',
    badRoom: 'Use 1 to 40 of the letters a–z, digits and hyphens.',
    here: 'Who is here, and where',
    you: 'you',
    reading: 'reading along',
    redisUp: 'keeps the log',
    redisAway: 'away',
    served: 'served by {node}\u00a0· {address}',
    away: 'Redis is away. What you write is tried again a few times, then waits here for your retry.',
    lost: 'The connection to {node} is lost. Reconnecting; the page goes on where it stopped.',
    unreached: 'This node does not answer yet. Trying again.',
    messages: 'Messages',
    outbox: 'Your messages on their way',
    earlier: 'Earlier messages',
    begins: 'Messages before #{seq} are no longer kept.',
    empty: 'Nothing said here yet. A message from you goes to {node}, from there to Redis, and from Redis to every node that has a reader.',
    gap: '#{from} to #{to} were trimmed from the log before you read them.',
    epoch: 'Redis lost its log, so the room starts over. What stood here before is gone.',
    unseenOne: '1 new message ↓',
    unseen: '{count} new messages ↓',
    typingOne: '{names} is typing…',
    typing: '{names} are typing…',
    yourName: 'Your name',
    join: 'Join',
    changeName: 'Change your name, {name}',
    write: 'Write a message…',
    send: 'Send',
    hint: 'Enter sends, Shift+Enter starts a new line',
    trace: 'trace',
    traceTitle: 'Open this message’s trace in the Aspire dashboard',
    sending: 'sending',
    waiting: 'waiting to try again',
    stored: 'stored',
    storedTitle: 'Redis has it; not yet seen on the event stream',
    delivered: 'Delivered: stored as #{seq} and seen on the event stream',
    failed: 'Not delivered',
    noAnswer: '{node} does not answer',
    tooMany: 'too many messages at once',
    unavailable: 'Redis is away',
    lostLog: 'Redis lost it with its log',
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
    here: '誰がどのノードにいるか',
    you: 'あなた',
    reading: '閲覧中',
    redisUp: 'ログを保持',
    redisAway: '応答なし',
    served: '接続先 {node}\u00a0· {address}',
    away: 'Redis が応答しません。書いたメッセージは数回自動で再送し、届かなければここに残して再送ボタンを出します。',
    lost: '{node} との接続が切れました。再接続しています。続きから再開します。',
    unreached: 'ノードがまだ応答しません。再試行しています。',
    messages: 'メッセージ',
    outbox: '送信中のメッセージ',
    earlier: '以前のメッセージ',
    begins: '#{seq} より前のメッセージは保存されていません。',
    empty: 'まだメッセージはありません。あなたのメッセージは {node} から Redis へ、Redis から読者のいるすべてのノードへ届きます。',
    gap: '#{from}〜#{to} は、読む前にログから削除されました。',
    epoch: 'Redis のログが失われたため、このルームは最初からになります。以前の内容はありません。',
    unseenOne: '新着 1 件 ↓',
    unseen: '新着 {count} 件 ↓',
    typingOne: '{names} さんが入力中…',
    typing: '{names} さんが入力中…',
    yourName: 'お名前',
    join: '参加する',
    changeName: '名前を変更（{name}）',
    write: 'メッセージを入力…',
    send: '送信',
    hint: 'Enter で送信、Shift+Enter で改行',
    trace: 'トレース',
    traceTitle: 'このメッセージのトレースを Aspire ダッシュボードで開く',
    sending: '送信中',
    waiting: '再送待ち',
    stored: '保存済み',
    storedTitle: 'Redis に保存済み。イベントストリームではまだ届いていません',
    delivered: '配信済み：#{seq} として保存され、イベントストリームで届きました',
    failed: '未配信',
    noAnswer: '{node} が応答しません',
    tooMany: '一度に送りすぎました',
    unavailable: 'Redis が応答しません',
    lostLog: 'Redis のログとともに失われました',
    refused: '拒否されました（{status}）',
    retry: '再送',
    discard: '破棄',
    otherLanguage: 'English',
  },
};

const wanted = [new URLSearchParams(location.search).get('lang'), ...navigator.languages];

export const lang = wanted.map(tag => tag?.slice(0, 2).toLowerCase()).find(tag => tag in words) ?? 'en';

export const otherLang = lang === 'en' ? 'ja' : 'en';

/** The words of a key, with `{name}` replaced by `values.name`. */
export const t = (key, values = {}) => words[lang][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Puts the words into the elements that ask for them. */
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
