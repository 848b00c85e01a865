// Places the nodes of a scene: hosts side by side; in each host one row per kind of node, from containers down to network cards.

const SLOT = 156; // the width of one device with its gap
const DEVICE = { width: 140, height: 34 };
const CONTAINER_HEIGHT = 62;
const ROW_GAP = 26;
const CARD = { margin: 18, head: 40, gap: 34 };
const LANE = 56; // the height of the space below the hosts in which the underlay is drawn

/** Sets the box of every node and host. Returns the size of the picture, and the y coordinate of the underlay as lane. */
function place(scene) {
  const hosts = [...scene.hosts.values()];
  const rows = new Map(ROWS.map(row => [row, 0])); // row -> its number of lanes
  for (const host of hosts) {
    assignSlots(scene, host);
    for (const node of host.nodes) {
      rows.set(node.kind, Math.max(rows.get(node.kind), node.lane + 1));
    }
  }

  const tops = new Map();
  let y = CARD.margin + CARD.head;
  for (const [row, lanes] of rows) {
    tops.set(row, y);
    y += lanes * ((row === 'container' ? CONTAINER_HEIGHT : DEVICE.height) + ROW_GAP);
  }

  const bottom = y;
  let x = CARD.margin;
  for (const host of hosts) {
    host.box = { x, y: CARD.margin, width: host.slots * SLOT + CARD.margin, height: bottom - CARD.margin };
    for (const node of host.nodes) {
      const height = node.kind === 'container' ? CONTAINER_HEIGHT : DEVICE.height;
      node.box = {
        x: x + CARD.margin + node.from * SLOT,
        y: tops.get(node.kind) + node.lane * (height + ROW_GAP),
        width: (node.to - node.from) * SLOT + DEVICE.width,
        height,
      };
    }

    x += host.box.width + CARD.gap;
  }

  return { width: x - CARD.gap + CARD.margin, height: bottom + LANE, lane: bottom + LANE / 2 };
}

/** Sets the slots (columns) and the lane (a line within its row) of each node of a host, and the host's number of slots. */
function assignSlots(scene, host) {
  const of = kind => host.nodes.filter(node => node.kind === kind);
  const near = (node, kind) => scene.neighbours(node.id).filter(other => other.kind === kind);
  const bridgeOf = node => near(node, 'bridge')[0]?.label ?? near(node, 'veth').map(veth => near(veth, 'bridge')[0]?.label)[0] ?? '~';
  const key = node => `${bridgeOf(node)}\n${node.container}\n${node.label}`;
  of('container').sort((one, other) => key(one) < key(other) ? -1 : 1).forEach((node, slot) => set(node, slot, slot));
  for (const veth of of('veth')) {
    const slot = near(veth, 'container')[0]?.from;
    set(veth, slot ?? of('container').length, slot ?? of('container').length);
  }

  let free = of('container').length; // the next free slot, for bridges without ports
  for (const bridge of of('bridge')) {
    const ports = [...near(bridge, 'veth'), ...near(bridge, 'container')];
    span(bridge, ports.length > 0 ? ports : [{ from: free, to: free++ }]);
  }

  for (const vxlan of of('vxlan')) {
    const slot = near(vxlan, 'bridge')[0]?.from ?? 0;
    set(vxlan, slot, slot);
  }

  of('nic').forEach((node, slot) => set(node, slot, slot));
  host.slots = Math.max(1, ...host.nodes.filter(node => node.kind !== 'stack').map(node => node.to + 1));
  of('stack').forEach(node => set(node, 0, host.slots - 1));
  ROWS.forEach(row => assignLanes(of(row)));
}

function set(node, from, to) {
  [node.from, node.to] = [from, to];
}

/** Extends a node over the slots of other nodes; without any, the node gets slot 0. */
function span(node, others) {
  const slots = others.flatMap(other => [other.from, other.to]).filter(slot => slot !== undefined);
  set(node, slots.length ? Math.min(...slots) : 0, slots.length ? Math.max(...slots) : 0);
}

/** Assigns lanes to the nodes of a row, so that nodes with common slots are in different lanes. */
function assignLanes(nodes) {
  const ends = []; // lane -> its last occupied slot
  for (const node of nodes.toSorted((one, other) => one.from - other.from)) {
    const free = ends.findIndex(end => end < node.from);
    node.lane = free < 0 ? ends.length : free;
    ends[node.lane] = node.to;
  }
}
