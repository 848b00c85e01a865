using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>A process that holds a listening socket.</summary>
/// <param name="Status">The status of ps(1): R, S, D, T, …</param>
internal sealed partial record ProcessState(int Pid, string Status, string Name)
{
    /// <summary>
    /// True if a signal (SIGSTOP) or a debugger stopped the process. The kernel still accepts its connections, but the program never runs.
    /// </summary>
    public bool IsStopped => Status[0] is 'T' or 't';

    //     123 T    perl
    //     692 Ssl  redis-server
    /// <summary>Parses the output of <c>ps -o pid=,stat=,comm=</c>.</summary>
    public static IReadOnlyList<ProcessState> Parse(ReadOnlyMemory<byte> text, string what, ICollection<ParseWarning> warnings)
    {
        var processes = new List<ProcessState>();
        foreach (var line in Encoding.UTF8.GetString(text.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Line().Match(line) is { Success: true, Groups: var field }
                && int.TryParse(field["pid"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                processes.Add(new ProcessState(pid, field["status"].Value, field["name"].Value));
            }
            else
            {
                warnings.Add(new ParseWarning(what, $"not a process: {line}"));
            }
        }

        return processes;
    }

    [GeneratedRegex(@"^ *(?<pid>\d+) +(?<status>\S+) +(?<name>.+)$")]
    private static partial Regex Line();
}
