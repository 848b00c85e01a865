// Builds the scene of the networks that `inspect --json` describes.

/** Returns a scene with the hosts, their namespaces, devices, and links. */
function sceneOf(hosts) {
  const scene = new Scene();
  hosts.forEach(host => addHostNetwork(scene, host));
  const exits = hosts.map(exitOf);
  for (let i = 1; i < hosts.length; i++) {
    const [one, other] = [exits[i - 1], exits[i]];
    if (one.nic && other.nic) {
      const vni = one.vxlan?.vxlan.id;
      const isTunnel = vni !== undefined && vni === other.vxlan?.vxlan.id;
      scene.link(idOf(hosts[i - 1].host, null, one.nic.name), idOf(hosts[i].host, null, other.nic.name),
        isTunnel ? 'tunnel' : 'underlay', isTunnel ? `VNI ${vni}` : '');
    }
  }

  return scene;
}

const isDown = device => !device.isUp || !device.hasCarrier;

const ownsNamespace = (host, container) => container.namespace && container.namespace.id !== host.namespace.id
  && !container.networkMode.startsWith('container:');

/** Returns the host's device on the underlay and, if there is one, its VXLAN device: { vxlan, nic }. */
function exitOf(host) {
  const devices = host.namespace.devices;
  const vxlan = devices.find(device => device.vxlan);
  return { vxlan, nic: devices.find(device => device.name === vxlan?.vxlan.link) ?? devices.find(device => isNic(device)) };
}

/** Returns true for a network card. In a host that is itself a container, the card is a veth with an address and without a bridge. */
const isNic = device => device.kind === 'physical' || (device.kind === 'veth' && !device.master && device.addresses.length > 0);

function kindOf(device) {
  return isNic(device) ? 'nic' : device.vxlan ? 'vxlan' : device.kind;
}

function addHostNetwork(scene, host) {
  const name = host.host;
  scene.addHost(name);
  const stack = stackOf(name);
  const devices = host.namespace.devices.filter(device => device.kind !== 'loopback');
  for (const device of devices) {
    scene.add(idOf(name, null, device.name), name, kindOf(device), device.name, { isDown: isDown(device), device });
  }

  scene.add(stack, name, 'stack', '', { network: host });
  for (const container of host.containers.filter(one => ownsNamespace(host, one))) {
    for (const device of container.namespace.devices.filter(one => one.kind !== 'loopback')) {
      const id = idOf(name, container.name, device.name);
      scene.add(id, name, 'container', device.name, { container: container.name, isDown: isDown(device), device, owner: container });
      if (device.hostEnd) {
        scene.link(id, idOf(name, null, device.hostEnd), 'cable');
      }
    }
  }

  for (const device of devices) {
    const id = idOf(name, null, device.name);
    if (device.master) {
      scene.link(id, idOf(name, null, device.master), 'wire');
    }

    if (device.vxlan || (device.kind === 'bridge' && !devices.some(port => port.master === device.name && port.vxlan)) || isNic(device)) {
      scene.link(id, stack, 'wire');
    }
  }
}
