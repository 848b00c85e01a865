using System.Text;
using Spectre.Console;

namespace ChatAspire.Provisioner.Output;

/// <summary>The output of a console: a terminal with its current size, or a file or pipe with a fixed width.</summary>
internal sealed class TerminalOutput(TextWriter writer, bool isTerminal, int fileWidth) : IAnsiConsoleOutput
{
    /// <summary>The width, in columns, of a terminal that does not report its size, such as a serial line.</summary>
    private const int DefaultWidth = 80;
    private const int DefaultHeight = 24;

    public TextWriter Writer => writer;

    public bool IsTerminal => isTerminal;

    public int Width => !isTerminal ? fileWidth : Size(() => Console.WindowWidth, DefaultWidth);

    public int Height => Size(() => Console.WindowHeight, DefaultHeight);

    /// <summary>Does nothing, because the standard streams determine the encoding.</summary>
    public void SetEncoding(Encoding encoding)
    {
    }

    private static int Size(Func<int> read, int defaultValue)
    {
        try
        {
            return read() is > 0 and var size ? size : defaultValue;
        }
        catch (IOException)
        {
            return defaultValue;
        }
    }
}
