using System.Text;

namespace ChatAspire.Network.Execution;

/// <summary>What a command reads from its standard input: a text, which may be secret, or a file of this machine.</summary>
public sealed class CommandInput
{
    private readonly Func<Stream> _open;
    private readonly Func<bool, string> _toShell;

    private CommandInput(Func<Stream> open, Func<bool, string> toShell) => (_open, _toShell) = (open, toShell);

    /// <summary>The file of this machine that it is; null for what is none.</summary>
    public string? Path { get; private init; }

    /// <summary>Whether it only ends, and the command may end before it.</summary>
    public bool IsEndSignal { get; private init; }

    /// <summary>A short text. A secret one is shown as <c>***</c> wherever a command is printed.</summary>
    public static CommandInput Text(string text, bool secret = false) => new(
        () => new MemoryStream(Encoding.UTF8.GetBytes(text)),
        showSecrets => HereDocument(secret && !showSecrets ? "***" : text));

    /// <summary>A file of this machine, streamed to the host.</summary>
    public static CommandInput File(string path) => new(
        () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true),
        _ => $" < {ShellQuote.Word(path)}")
    { Path = path };

    /// <summary>A secret text that must be kept before it is sent.</summary>
    /// <param name="keep">Called each time before the text is read.</param>
    public static CommandInput SavedSecret(string text, Action keep) => new(
        () =>
        {
            keep();
            return Text(text).Open();
        },
        Text(text, secret: true).ToShell);

    /// <summary>A stream made anew for each run.</summary>
    /// <param name="description">A file name that stands for it when the command is printed.</param>
    public static CommandInput FromStream(Func<Stream> open, string description) => new(open, _ => $" < {ShellQuote.Word(description)}");

    /// <summary>Nothing but an end, which tells the command to end.</summary>
    /// <param name="open">A stream that ends when the command shall.</param>
    public static CommandInput UntilClosed(Func<Stream> open, string description) => new(open, _ => $" < {ShellQuote.Word(description)}") { IsEndSignal = true };

    internal Stream Open() => _open();

    internal string ToShell(bool showSecrets) => _toShell(showSecrets);

    /// <summary>A quoted delimiter keeps the shell from expanding anything; it must not be a line of the text.</summary>
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
