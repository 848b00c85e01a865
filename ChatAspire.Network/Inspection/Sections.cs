using System.Text;

namespace ChatAspire.Network.Inspection;

/// <summary>The output of <see cref="HostProbe"/>, by section.</summary>
internal sealed class Sections
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _outputs = [];
    private readonly Dictionary<string, string> _errors = [];
    private readonly ICollection<ParseWarning> _warnings;

    // ⏎##chatlab begin addr 692⏎[{"ifindex":1,…}]⏎⏎##chatlab end 0 ⏎
    // ⏎##chatlab begin fdb⏎⏎##chatlab end 127 sh: 1: bridge: not found⏎
    /// <param name="warnings">Receives a warning for each tool that failed, with its error output.</param>
    public Sections(ReadOnlyMemory<byte> output, ICollection<ParseWarning> warnings)
    {
        _warnings = warnings;
        var marker = Encoding.UTF8.GetBytes("\n" + HostProbe.SectionMarker);
        string? open = null;
        foreach (var range in output.Span.Split(marker))
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
                    {
                        _errors[open] = string.Concat(error).Trim();
                        warnings.Add(new ParseWarning(open, $"exit code {code}: {_errors[open]}"));
                    }

                    open = null;
                    break;
                case [""]:
                    break; // the text before the first section
                default:
                    warnings.Add(new ParseWarning("the probe", $"unexpected section marker: {line}"));
                    break;
            }
        }

        WarnIfUnterminated(open);
    }

    /// <summary>Lists the section names that begin with this prefix, with the prefix removed.</summary>
    public IEnumerable<string> NamesAfter(string prefix) =>
        _outputs.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);

    /// <summary>Reports whether a section of this name exists.</summary>
    public bool Has(string name) => _outputs.ContainsKey(name);

    /// <summary>Returns the error output of the section's tool if it failed; null if it succeeded.</summary>
    public string? Error(string name) => _errors.GetValueOrDefault(name);

    /// <summary>Returns the output of the section's tool. A missing section yields an empty output and a warning.</summary>
    public ReadOnlyMemory<byte> Output(string name)
    {
        if (!_outputs.TryGetValue(name, out var output))
        {
            _warnings.Add(new ParseWarning(name, "missing from the probe's output"));
        }

        return output;
    }

    /// <summary>Returns the output of the section's tool as trimmed text.</summary>
    public string Text(string name) => Encoding.UTF8.GetString(Output(name).Span).Trim();

    private void WarnIfUnterminated(string? open)
    {
        if (open is not null)
        {
            _warnings.Add(new ParseWarning(open, "cut off before its end"));
        }
    }
}
