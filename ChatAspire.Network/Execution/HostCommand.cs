using System.Text;

namespace ChatAspire.Network.Execution;

/// <summary>
/// A program and its arguments, to run on a host. Arguments reach the program exactly as given: where a shell is in
/// between (SSH has one), each is quoted for it. A secret belongs into <see cref="Input"/>, never into an argument,
/// where every user of the host could read it.
/// </summary>
/// <param name="Program">A name found on the host's PATH, or a path.</param>
public record HostCommand(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Long enough for an image to load on a slow disk; a hung command still ends.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>What the command reads from its standard input; null means an empty one.</summary>
    public CommandInput? Input { get; init; }

    /// <summary>After this long the command is killed and counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>A POSIX shell script with positional arguments (<c>$1</c>, …): never paste a value into the script.</summary>
    public static HostCommand Shell(string script, params IReadOnlyList<string> arguments) =>
        arguments.Count == 0 ? new("sh", "-c", script) : new("sh", ["-c", script, "sh", .. arguments]);

    /// <summary>The same command, reading this text.</summary>
    public HostCommand WithInput(string text, bool secret = false) => this with { Input = CommandInput.Text(text, secret) };

    /// <summary>The same command, killed after this long.</summary>
    public HostCommand WithTimeout(TimeSpan timeout) => this with { Timeout = timeout };

    /// <summary>
    /// The line that does the same when pasted into a shell, except that a secret input reads <c>***</c>.
    /// </summary>
    public string ToShell() => Line(showSecrets: false);

    /// <summary>As <see cref="ToShell"/>, with secrets in clear: for a script that must be correct as it stands, made with throw-away secrets.</summary>
    public string ToScript() => Line(showSecrets: true);

    /// <summary>Program and arguments, quoted, without the input: what an SSH server's shell is given.</summary>
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

    private string Line(bool showSecrets) => ToShellWords() + Input?.ToShell(showSecrets);
}
