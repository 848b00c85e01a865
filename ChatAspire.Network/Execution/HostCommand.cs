using System.Text;

namespace ChatAspire.Network.Execution;

/// <summary>
/// A program and its arguments, to run on a host. Arguments reach the program unchanged: if a shell starts it, as over SSH, each is quoted
/// for that shell. Secrets belong in <see cref="Input"/>, never in arguments, which every user of the host can read.
/// </summary>
/// <param name="Program">A name on the host's PATH, or a path.</param>
public record HostCommand(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>
    /// The timeout of a command that sets none: long enough to load an image on a slow disk, short enough to end a hung command.
    /// </summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The command's standard input; null for an empty one.</summary>
    public CommandInput? Input { get; init; }

    /// <summary>The time after which the command is killed and counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>True if the command changes nothing, so that a dry run may run it.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>
    /// Creates a command that runs a POSIX shell script. Pass values as arguments (<c>$1</c>, …), never inside the script.
    /// </summary>
    public static HostCommand Shell(string script, params IReadOnlyList<string> arguments) =>
        arguments.Count == 0 ? new("sh", "-c", script) : new("sh", ["-c", script, "sh", .. arguments]);

    /// <summary>Returns the same command with this text as its standard input.</summary>
    public HostCommand WithInput(string text) => this with { Input = CommandInput.Text(text) };

    /// <summary>Returns the same command with this secret as its standard input.</summary>
    public HostCommand WithSecret(NamedSecret secret) => this with { Input = CommandInput.OfSecret(secret) };

    /// <summary>Returns the same command with another timeout.</summary>
    public HostCommand WithTimeout(TimeSpan timeout) => this with { Timeout = timeout };

    /// <summary>Returns a line to paste into a shell, with a secret input printed as <c>***</c>.</summary>
    public string ToShell() => ToShellWords() + Input?.ToShell();

    /// <summary>Returns the program and its arguments, quoted, without the input, for the shell of an SSH server.</summary>
    internal string ToShellWords()
    {
        var line = new StringBuilder(ShellQuote.Word(Program));
        foreach (var argument in Arguments)
        {
            line.Append(' ').Append(ShellQuote.Word(argument));
        }

        return line.ToString();
    }

    public sealed override string ToString() => ToShell();
}
