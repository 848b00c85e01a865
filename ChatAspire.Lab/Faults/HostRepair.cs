using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Faults;

/// <summary>Builds the commands that restore a host to a recorded state.</summary>
internal static class HostRepair
{
    /// <summary>Kinds that a repair ignores, because it cannot restore a container's start time or id.</summary>
    private static readonly string[] Passive = [StateKinds.Started, StateKinds.Identity];

    private const string RestartNow = "docker restart -t 2";

    /// <summary>The prefix of <c>veth:CONTAINER</c>, the name in a recorded state for the host's end of a container's veth pair.</summary>
    private const string VethPrefix = "veth:";

    /// <summary>Returns the differences that a repair removes: surplus lines to remove, and missing lines to add.</summary>
    public static (IReadOnlyList<StateLine> Surplus, IReadOnlyList<StateLine> Missing) Differences(HostState before, HostState now) =>
        ([.. now.Except(before).Where(IsActive)], [.. before.Except(now).Where(IsActive)]);

    /// <summary>Returns true if no difference is left to repair; the order of iptables rules counts too.</summary>
    public static bool IsRestored(HostState before, HostState now) =>
        Differences(before, now) is ({ Count: 0 }, { Count: 0 }) && Reordered(before, now).Count == 0;

    /// <summary>
    /// Builds the command that removes the differences. A line of its script that fails does not stop the next lines; the caller compares
    /// the states again and repeats the repair.
    /// </summary>
    public static HostCommand Command(HostState before, HostState now)
    {
        var (surplus, missing) = Differences(before, now);
        var dumps = surplus.Concat(missing).Where(line => StateKinds.Dumps.Contains(line.Kind)).Select(line => (line.Scope, line.Kind))
            .Concat(Reordered(before, now)).Distinct();
        var addable = missing.Where(line => !IsGone(now, line)).ToList();
        string[] script =
        [
            .. surplus.Where(line => !IsRenewed(before, line)).Select(Remove),
            // Containers come first, because their restart recreates devices, addresses and routes.
            .. addable.OrderBy(line => line.Kind != StateKinds.Container).Select(Add),
            .. addable.Where(line => line.Kind == StateKinds.Sysctl).GroupBy(line => line.Scope).Select(Sysctls),
            .. dumps.Where(dump => dump.Scope.Length == 0).Select(dump => Load(before, now, dump.Kind)),
        ];
        return FaultShell.Run(string.Join('\n', script.Where(line => line.Length > 0).Append("true")));
    }

    /// <summary>Returns the containers in whose network namespace something differs; a restart gives each a new namespace.</summary>
    public static IReadOnlyList<string> Damaged(HostState before, HostState now)
    {
        var (surplus, missing) = Differences(before, now);
        return [.. surplus.Concat(missing).Select(line => line.Scope).Where(scope => scope.Length > 0).Distinct()];
    }

    /// <summary>Builds the command that restarts containers.</summary>
    public static HostCommand Restart(IEnumerable<string> containers) =>
        FaultShell.Run($"{RestartNow} {string.Join(' ', containers)}");

    /// <summary>Returns true for a network that was recreated: it has a new id, but must not be removed.</summary>
    private static bool IsRenewed(HostState before, StateLine line) => line.Kind == StateKinds.Network
        && before.Of(line.Scope, line.Kind).Any(network => network.Split(' ')[0] == Word(line, 0));

    /// <summary>Returns true for a line about a stopped container's namespace or veth pair: the container's start recreates both.</summary>
    private static bool IsGone(HostState now, StateLine line)
    {
        var container = line.Scope.Length > 0 ? line.Scope
            : Word(line, 0).StartsWith(VethPrefix, StringComparison.Ordinal) ? Word(line, 0)[VethPrefix.Length..] : "";
        return container.Length > 0 && now.Lines.All(other => other.Scope != container);
    }

    private static bool IsActive(StateLine line) => !Passive.Contains(line.Kind);

    private static IReadOnlyList<(string Scope, string Kind)> Reordered(HostState before, HostState now) =>
    [
        .. before.Lines.Where(line => StateKinds.Dumps.Contains(line.Kind)).Select(line => (line.Scope, line.Kind)).Distinct()
            .Where(dump => !before.Of(dump.Scope, dump.Kind).SequenceEqual(now.Of(dump.Scope, dump.Kind))),
    ];

    private static string Remove(StateLine line) => line.Kind switch
    {
        StateKinds.Address => Address(line, "delete"),
        StateKinds.Route => $"{In(line)}ip route delete {line.Text}",
        StateKinds.Rule => Rule(line, "delete"),
        StateKinds.Neighbour => $"{In(line)}ip neigh delete {Upto(line.Text, " lladdr")}",
        StateKinds.Fdb => Fdb(line, "delete"),
        StateKinds.Qdisc => Qdisc(line),
        StateKinds.Nft => $"{In(line)}nft delete {line.Text}",
        StateKinds.Link => "",
        StateKinds.Container => $"[ -n \"$(docker inspect -f '{{{{index .Config.Labels \"chatlab.lab\"}}}}' {Word(line, 0)})\" ] "
            + $"|| docker rm -f {Word(line, 0)}",
        StateKinds.Network => $"docker network rm {Word(line, 0)}",
        _ => "",
    };

    private static string Add(StateLine line) => line.Kind switch
    {
        StateKinds.Address => Address(line, "add"),
        StateKinds.Route => $"{In(line)}ip route add {line.Text}",
        StateKinds.Rule => Rule(line, "add"),
        StateKinds.Neighbour =>
            $"{In(line)}ip neigh replace {line.Text.Replace("PERMANENT", "nud permanent", StringComparison.Ordinal)}",
        StateKinds.Fdb => Fdb(line, "append"),
        StateKinds.Link => Link(line),
        StateKinds.Process => $"kill -CONT \"$(pid {Word(line, 0)})\"",
        StateKinds.Container => Container(line),
        StateKinds.Redis => $"{RestartNow} {Word(line, 0)}", // A restart reloads its settings file.
        _ => "",
    };

    /// <summary>Sets all sysctls of a namespace in one command, because a device has dozens, and entering a namespace is slow.</summary>
    private static string Sysctls(IEnumerable<StateLine> lines) =>
        $"{In(lines.First())}sysctl -qw {string.Join(' ', lines.Select(line => ShellQuote.Word(line.Text)))}";

    // eth0 inet 172.18.0.11/16 brd 172.18.255.255 scope global eth0
    private static string Address(StateLine line, string verb)
    {
        if (line.Text.Split(' ') is not [var device, "inet", var at, .. var rest])
        {
            return "";
        }

        var broadcast = rest is ["brd", var to, ..] && verb == "add" ? $" broadcast {to}" : "";
        return $"{In(line)}ip address {verb} {at}{broadcast} dev {device}";
    }

    // 1000 from 172.18.0.11 lookup 99
    private static string Rule(StateLine line, string verb) => line.Text.Split(' ', 2) is [var priority, var rule]
        ? $"{In(line)}ip rule {verb} priority {priority} {rule}"
        : "";

    // 00:00:00:00:00:00 dev vxlan0 dst 10.77.0.12 via eth0 self permanent
    private static string Fdb(StateLine line, string verb)
    {
        var words = line.Text.Split(' ');
        var device = Array.IndexOf(words, "dev") + 1;
        words[device] = Device(line, words[device]);
        return $"{In(line)}bridge fdb {verb} {string.Join(' ', words)}";
    }

    // qdisc blackhole 8001: dev eth0 root
    private static string Qdisc(StateLine line) => line.Text.Split(' ') is [_, var kind, _, "dev", var device, .. var rest]
        ? $"{In(line)}tc qdisc delete dev {Device(line, device)} {(kind is "ingress" or "clsact" ? kind : string.Join(' ', rest.Take(1)))}"
        : "";

    // vxlan0 up mtu 1450 master vxlan-net port forwarding isolated off vxlan 10,10.77.0.12,4789
    private static string Link(StateLine line)
    {
        if (line.Text.Split(' ') is not [var name, var up, _, var mtu, _, var master, _, var port, _, var isolated, ..])
        {
            return "";
        }

        var device = Device(line, name);
        string[] set =
        [
            $"{In(line)}ip link set {device} mtu {mtu}",
            $"{In(line)}ip link set {device} {(master == "-" ? "nomaster" : $"master {master}")}",
            $"{In(line)}ip link set {device} {up}",
            .. port is "forwarding" or "disabled"
                ? new[] { $"{In(line)}bridge link set dev {device} state {(port == "disabled" ? 0 : 3)}" } : [],
            .. isolated is "on" or "off" ? new[] { $"{In(line)}bridge link set dev {device} isolated {isolated}" } : [],
        ];
        return string.Join('\n', set);
    }

    // redis running unless-stopped vxlan-net=172.18.0.100
    private static string Container(StateLine line)
    {
        var (name, policy) = (Word(line, 0), Word(line, 2));
        var status = Word(line, 1) == "running"
            ? $"docker unpause {name} 2>/dev/null; docker start {name}"
            : $"docker stop -t 2 {name}";
        return $"docker update --restart {policy} {name}; {status}\n{Networks(name, [.. line.Text.Split(' ').Skip(3)])}";
    }

    /// <summary>
    /// Connects a container to these networks, disconnects it from all others, and restarts it if a network was connected. Until the
    /// restart, the container's device for that network is eth1, not eth0.
    /// </summary>
    /// <param name="networks">Each network and the container's address there: <c>vxlan-net=172.18.0.100</c>.</param>
    private static string Networks(string name, IReadOnlyList<string> networks)
    {
        var wanted = networks.Select(network => network.Split('=')).Where(network => network.Length == 2).ToList();
        return $$$"""
            new=
            now=" $(docker inspect -f '{{range $name, $at := .NetworkSettings.Networks}}{{$name}} {{end}}' {{{name}}})"
            for network in $now; do
                case " {{{string.Join(' ', wanted.Select(network => network[0]))}}} " in
                    *" $network "*) ;;
                    *) docker network disconnect "$network" {{{name}}} ;;
                esac
            done
            {{{string.Join('\n', wanted.Select(network =>
                $"case \"$now\" in *\" {network[0]} \"*) ;; "
                + $"*) docker network connect --ip {network[1]} {network[0]} {name}; new=1 ;; esac"))}}}
            [ -z "$new" ] || {{{RestartNow}}} {{{name}}}
            """;
    }

    /// <summary>Restores the host's rules from the recorded dump. Tables that the dump lacks are deleted, or if legacy, emptied.</summary>
    private static string Load(HostState before, HostState now, string kind)
    {
        var dump = WithNameServer(before.Of("", kind), now.Of("", kind));
        var tables = now.Of("", kind).Where(line => line.StartsWith('*')).Except(dump).Select(line => line[1..]);
        var restore = kind switch
        {
            StateKinds.Ip6tables => "ip6tables-restore",
            StateKinds.LegacyIptables => "iptables-legacy-restore",
            _ => "iptables-restore",
        };
        string[] script =
        [
            .. dump.Count == 0 ? [] : new[] { $"{restore} <<'EOF'\n{string.Join('\n', dump.Select(Counted))}\nEOF" },
            .. tables.Select(table => kind == StateKinds.LegacyIptables
                ? $"iptables-legacy -t {table} -F; iptables-legacy -t {table} -X"
                : $"nft delete table {(kind == StateKinds.Ip6tables ? "ip6" : "ip")} {table}"),
        ];
        return string.Join('\n', script);
    }

    /// <summary>
    /// Replaces the recorded rules for Docker's DNS server by the current ones, unless their numbers differ. The outer engine adds these
    /// rules to a local host, which is a container, and their ports change whenever that host restarts.
    /// </summary>
    private static IReadOnlyList<string> WithNameServer(IReadOnlyList<string> dump, IReadOnlyList<string> now)
    {
        var current = new Queue<string>(now.Where(IsNameServer));
        return current.Count == dump.Count(IsNameServer)
            ? [.. dump.Select(line => IsNameServer(line) ? current.Dequeue() : line)]
            : dump;
    }

    // -A DOCKER_OUTPUT -d 127.0.0.11/32 -p tcp -m tcp --dport 53 -j DNAT --to-destination 127.0.0.11:37559
    private static bool IsNameServer(string line) => line.Contains("127.0.0.11", StringComparison.Ordinal);

    // :INPUT ACCEPT     cannot be restored without counters
    private static string Counted(string line) => line.StartsWith(':') ? $"{line} [0:0]" : line;

    private static string In(StateLine line) => line.Scope.Length > 0 ? $"into {line.Scope} " : "";

    private static string Device(StateLine line, string name) =>
        line.Scope.Length == 0 && name.StartsWith(VethPrefix, StringComparison.Ordinal) ? $"\"$(veth {name[VethPrefix.Length..]})\"" : name;

    private static string Word(StateLine line, int index) => line.Text.Split(' ').ElementAtOrDefault(index) ?? "";

    private static string Upto(string text, string end) => text.Split(end)[0];
}
