using System.Text;

namespace ChatAspire.Network.Execution;

/// <summary>The standard input of a command: a text, a secret, a file on this machine, or a stream.</summary>
public sealed class CommandInput
{
    private readonly Func<Stream> _open;
    private readonly string _toShell;

    private CommandInput(Func<Stream> open, string toShell) => (_open, _toShell) = (open, toShell);

    /// <summary>The path on this machine if the input is a file; else null.</summary>
    public string? Path { get; private init; }

    /// <summary>The secret if the input is one; else null.</summary>
    public NamedSecret? Secret { get; private init; }

    /// <summary>True if the input carries no data, and its end tells the command to exit. The command may also exit before that.</summary>
    public bool IsEndSignal { get; private init; }

    /// <summary>Creates an input from a short text, which <see cref="HostCommand.ToShell"/> prints as a here-document.</summary>
    public static CommandInput Text(string text) => new(() => Stream(text), HereDocument(text));

    /// <summary>Creates an input from a file on this machine, which is streamed to the host.</summary>
    public static CommandInput File(string path) => new(
        () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true),
        $" < {ShellQuote.Word(path)}")
    { Path = path };

    /// <summary>Creates an input from a secret, which is printed as <c>***</c>.</summary>
    public static CommandInput OfSecret(NamedSecret secret) => OfSecret(secret, () => { });

    /// <summary>Creates an input from a secret that must be saved before it is sent.</summary>
    /// <param name="save">Saves the secret; called before each time the secret is read.</param>
    public static CommandInput OfSecret(NamedSecret secret, Action save) => new(
        () =>
        {
            save();
            return Stream(secret.Text);
        },
        HereDocument("***"))
    { Secret = secret };

    /// <summary>Creates an input from a stream that is opened for each run.</summary>
    /// <param name="description">A file name that represents the stream when the command is printed.</param>
    public static CommandInput FromStream(Func<Stream> open, string description) => new(open, $" < {ShellQuote.Word(description)}");

    /// <summary>Creates an input without data whose end tells the command to exit.</summary>
    /// <param name="open">Opens a stream that ends when the command is to exit.</param>
    /// <param name="description">A file name that represents the stream when the command is printed.</param>
    public static CommandInput UntilClosed(Func<Stream> open, string description) =>
        new(open, $" < {ShellQuote.Word(description)}") { IsEndSignal = true };

    internal Stream Open() => _open();

    internal string ToShell() => _toShell;

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Builds a here-document. Its quoted delimiter prevents expansion by the shell, and is lengthened until no line of the text equals it.
    /// </summary>
    private static string HereDocument(string text)
    {
        var delimiter = "EOF";
        while (text.Split('\n').Contains(delimiter))
        {
            delimiter += "_";
        }

        return $" <<'{delimiter}'\n{text}{(text.EndsWith('\n') ? "" : "\n")}{delimiter}";
    }
}
