using System.Text;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Writes HCL (HashiCorp configuration language) in the layout of <c>terraform fmt</c>: an indentation of two blanks, and aligned equals
/// signs in neighbouring lines.
/// </summary>
internal sealed class HclText
{
    private readonly StringBuilder _text = new();
    private readonly List<(string Name, string Value)> _attributes = [];
    private int _depth;
    private bool _needsBlank;

    /// <summary>Writes a comment line.</summary>
    public HclText Comment(string text)
    {
        Separate();
        Line($"# {text}");
        return this;
    }

    /// <summary>Writes a block: <c>resource "aws_instance" "host-a" { … }</c>.</summary>
    public HclText Block(string header, Action<HclText> body)
    {
        Flush();
        Separate();
        Line($"{header} {{");
        _depth++;
        body(this);
        Flush();
        _depth--;
        _needsBlank = false;
        Line("}");
        _needsBlank = true;
        return this;
    }

    /// <summary>Adds an attribute whose value is a string; quotes and escapes it.</summary>
    public HclText Set(string name, string value) => SetExpression(name, Quote(value));

    /// <summary>Adds an attribute whose value is an expression, written as it is: <c>aws_key_pair.lab.key_name</c>.</summary>
    public HclText SetExpression(string name, string expression)
    {
        if (_attributes.Count == 0)
        {
            Separate();
        }

        _attributes.Add((name, expression));
        return this;
    }

    /// <summary>Adds an attribute whose value is a map of strings, with one line for each entry.</summary>
    public HclText SetMap(string name, IEnumerable<KeyValuePair<string, string>> entries)
    {
        Flush();
        Separate();
        Line($"{name} = {{");
        _depth++;
        foreach (var (key, value) in entries)
        {
            _attributes.Add((Quote(key), Quote(value)));
        }

        Flush();
        _depth--;
        Line("}");
        _needsBlank = true;
        return this;
    }

    /// <summary>Adds an attribute whose value is a string of several lines, as a heredoc.</summary>
    public HclText SetLines(string name, string text)
    {
        Flush();
        Separate();
        Line($"{name} = <<-EOT");
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            _text.Append(line.Length == 0 ? "" : new string(' ', (_depth + 1) * 2) + Escape(line)).Append('\n');
        }

        Line("EOT");
        _needsBlank = true;
        return this;
    }

    public override string ToString() => _text.ToString();

    private static string Quote(string text) =>
        $"\"{Escape(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))}\"";

    // Escapes ${ and %{, which begin template sequences in HCL.
    private static string Escape(string text) =>
        text.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);

    private void Flush()
    {
        var width = _attributes.Count == 0 ? 0 : _attributes.Max(attribute => attribute.Name.Length);
        foreach (var (name, value) in _attributes)
        {
            Line($"{name.PadRight(width)} = {value}");
        }

        _needsBlank |= _attributes.Count > 0;
        _attributes.Clear();
    }

    private void Separate()
    {
        if (_needsBlank)
        {
            _text.Append('\n');
        }

        _needsBlank = false;
    }

    private void Line(string text) => _text.Append(' ', _depth * 2).Append(text).Append('\n');
}
