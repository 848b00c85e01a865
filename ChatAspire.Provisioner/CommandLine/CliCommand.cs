using System.CommandLine;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The groups of verbs in the list of <c>chatlab --help</c>, in its order.</summary>
internal enum VerbGroup
{
    Lab,
    Network,
    Access,
}

/// <summary>A verb of chatlab, and the texts of its help page beyond its arguments and options.</summary>
internal sealed class CliCommand(string name, VerbGroup group, string description) : Command(name, description)
{
    /// <summary>The verb's place in the list of commands.</summary>
    public VerbGroup Group => group;

    /// <summary>
    /// The forms of the command line after <c>chatlab</c>: <c>ssh HOST [-- COMMAND…]</c>. Empty: derived from the
    /// arguments.
    /// </summary>
    public IReadOnlyList<string> Usage { get; init; } = [];

    /// <summary>Command lines with a comment each.</summary>
    public IReadOnlyList<HelpExample> Examples { get; init; } = [];

    /// <summary>The words after <c>chatlab</c> that name it: "challenge start" for a command below a verb.</summary>
    public string Path => string.Join(' ', Parents.OfType<CliCommand>().Select(parent => parent.Path).Append(Name));

    /// <summary>The options that choose the lab.</summary>
    public LabOptions? Lab { get; set; }

    /// <summary>Adds options, in the order of the help page.</summary>
    public void AddAll(params IReadOnlyList<Option> options)
    {
        foreach (var option in options)
        {
            Add(option);
        }
    }
}

/// <summary>An example at the end of a help page.</summary>
/// <param name="Line">The complete command line: <c>chatlab up</c>.</param>
/// <param name="Comment">Its purpose, in a few words.</param>
internal sealed record HelpExample(string Line, string Comment);
