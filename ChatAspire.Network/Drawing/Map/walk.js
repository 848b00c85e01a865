// The page of a walk: shows the walk that it contains, or one from a file.

const picture = new Picture(byId('map'));
const hops = new HopList(byId('hops'), index => player.choose(index));
const packets = new PacketList(packet => player.show(packet, start));
const player = new Player(picture, hops, packets);
let walks = [];
let walk = null;
let start = null;

/** Reads a walk's JSON: one document, a list of walks, or the lines of a live walk. */
function parse(text) {
  const content = parseDocument(text);
  const found = content.walks ?? [content];
  for (const one of found) {
    if (typeof one.title !== 'string' || !Array.isArray(one.packets) || !one.packets.every(packet => Array.isArray(packet.hops))) {
      throw new TypeError('title, packets[].hops');
    }
  }

  return found;
}

function parseDocument(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.split('\n').filter(line => line.trim().length > 0);
    if (lines.length < 2 || !lines[0].startsWith('{"')) {
      throw error;
    }

    const parsed = lines.map(line => JSON.parse(line));
    return { ...parsed.at(-1).summary, packets: parsed.flatMap(line => line.packet ?? []) };
  }
}

function open(found) {
  walks = found;
  for (const one of walks) {
    one.packets.forEach((packet, index) => { packet.number = index + 1; });
  }

  const select = byId('walks');
  select.replaceChildren(...walks.map((one, index) => new Option(printable(one.title), index)));
  byId('choose-walk').hidden = walks.length < 2;
  show(walks[0]);
}

function show(one) {
  walk = one;
  const first = walk.packets.find(packet => startOf(packet));
  start = first && startOf(first);
  player.clear();
  picture.draw(new Scene().addPackets(walk.packets));
  packets.show(walk.packets);
  if (walk.packets.length > 0) {
    packets.choose(Math.max(0, packets.matching.findIndex(packet => !packet.arrived)));
  }

  describe();
}

/** Writes the title, outcome, verdict and notes of the walk. */
function describe() {
  const { title, outcome, verdict, notes = [], clocks = {} } = walk ?? { title: t('noWalk') };
  byId('title').textContent = printable(title);
  byId('title').lang = walk ? 'en' : language;
  document.title = printable(title);
  byId('outcome').replaceChildren(...outcome ? [`${t(outcome.succeeded ? 'result' : 'failed')}: `, foreign('span', outcome.message)] : []);
  byId('verdict').hidden = !verdict;
  byId('verdict-text').replaceChildren(
    ...verdict ? [foreign('p', `✗ ${verdict.host}: ${verdict.location}: ${verdict.cause}`),
      make('p', `${t('cure')} (${printable(verdict.host)}): `, foreign('code', verdict.cure))] : []);
  const said = [...notes, ...Object.entries(clocks).slice(1).map(([host, clock]) =>
    `${host}: ${clock.offsetMicroseconds} µs${clock.uncertaintyMicroseconds === undefined ? '' : ` ± ${clock.uncertaintyMicroseconds} µs`}`)];
  byId('notes-section').hidden = said.length === 0;
  byId('notes').replaceChildren(...said.map(note => foreign('li', note)));
  byId('content').hidden = !walk;
}

async function openFile(file) {
  try {
    open(parse(await file.text()));
    byId('error').textContent = '';
  } catch (error) {
    byId('error').textContent = t('notRead', file.name, error.message);
  }
}

byId('file').addEventListener('change', () => byId('file').files[0] && openFile(byId('file').files[0]));
byId('walks').addEventListener('change', () => show(walks[byId('walks').value]));
addEventListener('dragover', event => event.preventDefault());
addEventListener('drop', event => {
  event.preventDefault();
  if (event.dataTransfer.files.length > 0) {
    openFile(event.dataTransfer.files[0]);
  }
});
chooseLanguage(byId('language'), () => {
  if (walk) {
    show(walk);
  }

  describe();
});
translatePage();
describe();
if (byId('data')) {
  open(parse(byId('data').textContent));
}
