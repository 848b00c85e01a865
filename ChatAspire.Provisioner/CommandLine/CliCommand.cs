using System.CommandLine;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The groups of verbs in <c>chatlab --help</c>, in the order of that list.</summary>
internal enum VerbGroup
{
    Lab,
    Network,
    Access,
}

/// <summary>A verb of chatlab, and the texts of its help page beyond its arguments and options.</summary>
internal sealed class CliCommand(string name, VerbGroup group, string description) : Command(name, description)
{
    /// <summary>The group in which the help lists the verb.</summary>
    public VerbGroup Group => group;

    /// <summary>
    /// The forms of the command line after <c>chatlab</c>, such as <c>ssh HOST [-- COMMAND…]</c>. If empty, the help derives one from
    /// the arguments.
    /// </summary>
    public IReadOnlyList<string> Usage { get; init; } = [];

    /// <summary>The examples at the end of the help page.</summary>
    public IReadOnlyList<HelpExample> Examples { get; init; } = [];

    /// <summary>The words after <c>chatlab</c> that name the command: "up", or "challenge start" for a subcommand.</summary>
    public string Path => string.Join(' ', Parents.OfType<CliCommand>().Select(parent => parent.Path).Append(Name));

    /// <summary>The options that choose the lab; null for a verb that only groups subcommands.</summary>
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
/// <param name="Line">The complete command line, such as <c>chatlab up</c>.</param>
/// <param name="Comment">The purpose of the command line, in a few words.</param>
internal sealed record HelpExample(string Line, string Comment);
