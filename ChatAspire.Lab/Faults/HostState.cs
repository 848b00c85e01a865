using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Faults;

/// <summary>
/// The state of one host that faults and cures change: devices, addresses, routes, rules, neighbours, forwarding entries, queues,
/// firewalls and settings, in its own namespace and in those of its containers, and the containers.
/// </summary>
internal sealed record HostState(IReadOnlyList<StateLine> Lines)
{
    /// <summary>Reads the state of a host.</summary>
    /// <param name="place">Names Redis, whose settings are read too.</param>
    /// <exception cref="CommandFailedException">The host could not be read.</exception>
    public static async Task<HostState> ReadAsync(ICommandRunner host, FaultPlace place, CancellationToken cancellation) =>
        Parse((await host.RunAsync(HostStateProbe.Command(place), cancellation)).Check().Lines);

    /// <summary>Parses the output of <see cref="HostStateProbe"/>; tables of iptables without content are left out.</summary>
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

    /// <summary>The lines of one kind in one namespace, in order.</summary>
    public IReadOnlyList<string> Of(string scope, string kind) =>
        [.. Lines.Where(line => line.Scope == scope && line.Kind == kind).Select(line => line.Text)];

    /// <summary>The lines that this state has and another lacks, each as often as it has more of them.</summary>
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
