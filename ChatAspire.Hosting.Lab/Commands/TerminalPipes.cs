using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Two named pipes in a private directory: one for the text of a terminal, one for the lines typed in it.</summary>
internal sealed class TerminalPipes : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chatlab-terminal-"); // mode 0700
    private StreamWriter? _output;
    private StreamReader? _input;

    private TerminalPipes()
    {
    }

    /// <summary>The pipe that the terminal's program reads.</summary>
    public string Output => Path.Combine(_directory.FullName, "output");

    /// <summary>The pipe that the terminal's program writes.</summary>
    public string Input => Path.Combine(_directory.FullName, "input");

    /// <summary>Creates the pipes with <c>mkfifo</c>.</summary>
    /// <exception cref="UserErrorException">The pipes cannot be created.</exception>
    public static async Task<TerminalPipes> CreateAsync(CancellationToken cancellation)
    {
        var pipes = new TerminalPipes();
        await using var machine = new LocalMachine();
        (await machine.RunAsync(new HostCommand("mkfifo", "-m", "600", pipes.Output, pipes.Input), cancellation)).Check();
        return pipes;
    }

    /// <summary>Opens both pipes; each open blocks until the program opens the other end (fifo(7)).</summary>
    public async Task<(TextWriter Output, TextReader Input)> OpenAsync() => await Task.Run(() =>
    {
        _output = new StreamWriter(new FileStream(Output, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        _input = new StreamReader(new FileStream(Input, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return (_output, _input);
    });

    public async ValueTask DisposeAsync()
    {
        _input?.Dispose();
        try
        {
            await (_output?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (IOException)
        {
            // The terminal was closed before it read all text.
        }

        _directory.Delete(recursive: true);
    }
}
