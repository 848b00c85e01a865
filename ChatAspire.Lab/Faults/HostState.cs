using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Faults;

/// <summary>
/// The part of a host's state that faults and cures can change: containers and Docker networks; and, in the network namespaces of the
/// host and of its containers, devices, addresses, routes, policy rules, neighbours, FDB entries, qdiscs, firewall rules and sysctls.
/// </summary>
internal sealed record HostState(IReadOnlyList<StateLine> Lines)
{
    /// <summary>Reads the state of a host.</summary>
    /// <param name="place">The lab, whose Redis is asked whether it requires a password.</param>
    /// <exception cref="CommandFailedException">The state could not be read.</exception>
    public static async Task<HostState> ReadAsync(ICommandRunner host, FaultPlace place, CancellationToken cancellation) =>
        Parse((await host.RunAsync(HostStateProbe.Command(place), cancellation)).Check().Lines);

    /// <summary>Parses the output of <see cref="HostStateProbe"/>; skips lines of other forms, and empty iptables tables.</summary>
    public static HostState Parse(IEnumerable<string> output)
    {
        var lines = new List<StateLine>();
        foreach (var line in output.Select(StateLine.Parse).OfType<StateLine>())
        {
            lines.Add(line);
            if (line.Text == "COMMIT" && StateKinds.Dumps.Contains(line.Kind))
            {
                var table = lines.FindLastIndex(other => other.Text.StartsWith('*'));
                if (table >= 0 && lines.Skip(table).All(IsEmpty))
                {
                    lines.RemoveRange(table, lines.Count - table);
                }
            }
        }

        return new(lines);
    }

    /// <summary>Returns the texts of one kind in one namespace, in order.</summary>
    /// <param name="scope">A container; empty for the host's namespace.</param>
    public IReadOnlyList<string> Of(string scope, string kind) =>
        [.. Lines.Where(line => line.Scope == scope && line.Kind == kind).Select(line => line.Text)];

    /// <summary>Returns the lines that another state lacks. Repeated lines are counted: each extra occurrence is returned.</summary>
    public IReadOnlyList<StateLine> Except(HostState other)
    {
        var left = other.Lines.CountBy(line => line).ToDictionary();
        return [.. Lines.Where(line => left.TryGetValue(line, out var count) && count > 0 ? (left[line] = count - 1) < 0 : true)];
    }

    // *raw
    // :PREROUTING ACCEPT
    // COMMIT
    private static bool IsEmpty(StateLine line) =>
        line.Text == "COMMIT" || line.Text.StartsWith('*')
        || line.Text.StartsWith(':') && line.Text.EndsWith(" ACCEPT", StringComparison.Ordinal);
}
