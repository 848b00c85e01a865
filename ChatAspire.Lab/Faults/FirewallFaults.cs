using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Faults;

/// <summary>Faults of a host's filter and NAT rules.</summary>
internal static class FirewallFaults
{
    /// <summary>Inserts a rule into DOCKER-USER that drops TCP packets to a chat node's port.</summary>
    public static Fault User(ChatSpec chat)
    {
        var rule = $"DOCKER-USER -p tcp -m tcp --dport {chat.Publish} -j DROP";
        return new("firewall-user", chat.Host,
            $"iptables -w -I {rule}", $"iptables -w -C {rule}", $"while iptables -w -D {rule}; do :; done");
    }

    /// <summary>Adds an nftables table, beside Docker's, that drops forwarded TCP packets to a chat node's port.</summary>
    public static Fault OwnTable(ChatSpec chat) => new(
        "firewall-own-table", chat.Host,
        "nft add table inet office\nnft 'add chain inet office passage { type filter hook forward priority 10; }'\n"
            + $"nft add rule inet office passage tcp dport {chat.Publish} drop",
        $"nft list table inet office | grep -q 'tcp dport {chat.Publish} drop'",
        "nft delete table inet office");

    /// <summary>Changes the DNAT target of a chat node's published port to an unused address.</summary>
    public static Fault WrongTarget(ChatSpec chat, string wrong)
    {
        var (right, other) = ($"{chat.Address}:{chat.Publish}", $"{wrong}:{chat.Publish}");
        return new("firewall-wrong-target", chat.Host,
            Retarget(right, other),
            $"iptables -w -t nat -S DOCKER | grep -q -- '--to-destination {other}$'",
            $"if iptables -w -t nat -S DOCKER | grep -q -- '--to-destination {other}$'; then\n{Retarget(other, right)}\nfi");
    }

    /// <summary>Deletes the MASQUERADE rule, by which packets that leave the overlay get the host's address as their source.</summary>
    public static Fault NoMasquerade(FaultPlace place, string host)
    {
        var rule = $"POSTROUTING -s {place.Spec.Overlay.Subnet} ! -o {place.Spec.Overlay.Network} -j MASQUERADE";
        return new("firewall-no-masquerade", host,
            $"iptables -w -t nat -D {rule}",
            $"! iptables -w -t nat -C {rule}",
            $"iptables -w -t nat -C {rule} || iptables -w -t nat -I {rule}");
    }

    // -A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000
    private static string Retarget(string from, string to) =>
        $$"""
        rule=$(iptables -w -t nat -S DOCKER | grep -- '--to-destination {{from}}$')
        number=$(iptables -w -t nat -S DOCKER | grep '^-A' | grep -n -- '--to-destination {{from}}$' | cut -d: -f1)
        iptables -w -t nat -R DOCKER "$number" $(echo "$rule" | sed 's/^-A DOCKER//; s/{{from}}$/{{to}}/')
        """;
}
