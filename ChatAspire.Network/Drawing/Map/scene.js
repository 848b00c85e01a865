// The scene of a map: hosts with their nodes (devices, and one for the host's rules), and the links between nodes.

const ROWS = ['container', 'veth', 'bridge', 'vxlan', 'stack', 'nic'];

// Called for every hop of every packet, so it must be cheap.
const idOf = (host, container, device) => `${host}\n${container ?? ''}\n${device}`;
const stackOf = host => host;

/** Returns the container or the Swarm overlay in whose namespace the device of a hop is; undefined for the host's own. */
const ownerOf = hop => hop.container ?? hop.overlay;

/** Returns the id of the node of a hop: its device, or its host's rules. */
const nodeOf = hop => hop.device === undefined ? stackOf(hop.host) : idOf(hop.host, ownerOf(hop), hop.device);

class Scene {
  hosts = new Map(); // name -> { name, nodes }
  nodes = new Map(); // id -> node
  links = new Map(); // key -> { from, to, kind, label }

  addHost(name) {
    if (!this.hosts.has(name)) {
      this.hosts.set(name, { name, nodes: [] });
    }

    return this.hosts.get(name);
  }

  /** Adds a node unless its id exists. A kind that is not in ROWS becomes 'nic'. */
  add(id, host, kind, label, more = {}) {
    if (!this.nodes.has(id)) {
      const node = { id, host, kind: ROWS.includes(kind) ? kind : 'nic', label, ...more };
      this.nodes.set(id, node);
      this.addHost(host).nodes.push(node);
    }
  }

  /** Links two nodes. Of several links between the same nodes, the tunnel is kept, or else the first link. */
  link(from, to, kind, label) {
    const key = from < to ? from + to : to + from;
    if (from !== to && (!this.links.has(key) || kind === 'tunnel')) {
      this.links.set(key, { from, to, kind, label });
    }
  }

  /** Adds the nodes and links that packets passed. */
  addPackets(packets) {
    for (const packet of packets) {
      let before = null;
      for (const hop of packet.hops) {
        const id = nodeOf(hop);
        if (hop.device === undefined) {
          this.add(id, hop.host, 'stack', '');
          continue;
        }

        this.add(id, hop.host, hop.kind, hop.device, { container: ownerOf(hop) });
        if (before !== null) {
          const tunnel = before.hop.host === hop.host ? null : before.hop.tunnel;
          this.link(before.id, id, tunnel ? 'tunnel' : before.hop.host === hop.host ? 'wire' : 'underlay', tunnel ? `VNI ${tunnel.vni}` : '');
        }

        before = { id, hop };
      }
    }

    return this;
  }

  /** Returns the nodes on the same host that are linked to a node. */
  neighbours(id) {
    return [...this.links.values()]
      .filter(link => link.from === id || link.to === id)
      .map(link => this.nodes.get(link.from === id ? link.to : link.from))
      .filter(node => node.host === this.nodes.get(id).host);
  }
}
