using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>The possible ends of a walk on this machine.</summary>
/// <param name="Containers">The names of the running containers.</param>
/// <param name="Ports">The published TCP ports, as <c>localhost:PORT</c>.</param>
internal sealed partial record MachineReading(IReadOnlyList<string> Containers, IReadOnlyList<string> Ports)
{
    private static readonly HostCommand List = new HostCommand("docker", "ps", "--format", "{{.Names}}\t{{.Ports}}")
        .WithTimeout(TimeSpan.FromSeconds(10));

    /// <summary>Reads the running containers and their published ports from this machine's Docker Engine.</summary>
    /// <exception cref="CommandFailedException">No engine answers.</exception>
    public static async Task<MachineReading> ReadAsync(ICommandRunner machine, CancellationToken cancellation) =>
        Parse((await machine.RunAsync(List, cancellation)).Check().Lines);

    // web-kzbqvxae\t127.0.0.1:32768->80/tcp, [::1]:32768->80/tcp
    // store-hxqnwvry\t6379/tcp
    internal static MachineReading Parse(IReadOnlyList<string> lines) => new(
        [.. lines.Select(line => line.Split('\t')[0]).Where(name => name.Length > 0).Order(StringComparer.Ordinal)],
        [.. lines.SelectMany(line => Published().Matches(line)).Select(port => $"localhost:{port.Groups[1].Value}").Distinct()]);

    [GeneratedRegex(@":(\d+)->\d+/tcp")]
    private static partial Regex Published();
}
