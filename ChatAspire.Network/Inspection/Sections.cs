using System.Text;

namespace ChatAspire.Network.Inspection;

/// <summary>What the probe printed, by section.</summary>
internal sealed class Sections
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _outputs = [];
    private readonly ICollection<ParseWarning> _skipped;

    // ⏎##chatlab begin addr 692⏎[{"ifindex":1,…}]⏎⏎##chatlab end 0 ⏎
    // ⏎##chatlab begin fdb⏎⏎##chatlab end 127 sh: 1: bridge: not found⏎
    /// <param name="skipped">Gets a note for each tool that failed, with what it said.</param>
    public Sections(ReadOnlyMemory<byte> output, ICollection<ParseWarning> skipped)
    {
        _skipped = skipped;
        var mark = Encoding.UTF8.GetBytes("\n" + HostProbe.SectionMarker);
        string? open = null;
        foreach (var range in output.Span.Split(mark))
        {
            var part = output[range];
            var lineEnd = part.Span.IndexOf((byte)'\n');
            var line = Encoding.UTF8.GetString(part.Span[..(lineEnd < 0 ? part.Length : lineEnd)]);
            switch (line.Split(' ', 3))
            {
                case ["begin", ..]:
                    WarnIfUnterminated(open);
                    open = line["begin ".Length..];
                    _outputs[open] = part[(lineEnd < 0 ? part.Length : lineEnd + 1)..];
                    break;
                case ["end", var code, .. var error] when open is not null:
                    if (code != "0")
                        skipped.Add(new ParseWarning(open, $"exit code {code}: {string.Concat(error).Trim()}"));
                    open = null;
                    break;
                case [""]:
                    break; // before the first
                default:
                    skipped.Add(new ParseWarning("the probe", $"neither the begin nor the end of a section: {line}"));
                    break;
            }
        }

        WarnIfUnterminated(open);
    }

    /// <summary>The names of the sections that begin so, without that.</summary>
    public IEnumerable<string> NamesAfter(string prefix) =>
        _outputs.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);

    /// <summary>Whether there is such a section.</summary>
    public bool Has(string name) => _outputs.ContainsKey(name);

    /// <summary>What the section's tool printed; where the section is missing nothing, and that is noted.</summary>
    public ReadOnlyMemory<byte> Output(string name)
    {
        if (!_outputs.TryGetValue(name, out var output))
            _skipped.Add(new ParseWarning(name, "nothing was printed of it"));
        return output;
    }

    /// <summary>The same, as text without the last line's end.</summary>
    public string Text(string name) => Encoding.UTF8.GetString(Output(name).Span).Trim();

    private void WarnIfUnterminated(string? open)
    {
        if (open is not null)
            _skipped.Add(new ParseWarning(open, "cut off before its end"));
    }
}
