using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.InteropServices;
using Garnet;

// The embedded Redis: runs Garnet in this process. Its append-only file preserves the chat's history across restarts.

const int CannotStart = 2;

var port = new Option<ushort>("--port")
{
    Description = "The TCP port",
    DefaultValueFactory = _ => 6379,
    CustomParser = result => Parse<ushort>(
        result, (text, out value) => ushort.TryParse(text, out value) && value > 0, "a number from 1 to 65535"),
};
var bind = new Option<IPAddress>("--bind")
{
    Description = "The IP address of this machine to listen on",
    DefaultValueFactory = _ => IPAddress.Loopback,
    CustomParser = result => Parse<IPAddress>(result, IPAddress.TryParse, "an IP address of this machine"),
};
var data = new Option<DirectoryInfo>("--data")
{
    Description = "The folder for the data",
    DefaultValueFactory = _ => new DirectoryInfo("artifacts/redis"),
};
var command = new RootCommand("Runs Garnet, a server for Redis clients.") { port, bind, data };
command.SetAction(RunAsync);
var commandLine = command.Parse(args);
if (commandLine.Action is ParseErrorAction errors)
{
    errors.ShowHelp = false;
    commandLine.Invoke();
    return CannotStart;
}

// RunAsync handles the signals, because the timeout of System.CommandLine could end the process before the last write is on disk.
return await commandLine.InvokeAsync(
    new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });

async Task<int> RunAsync(ParseResult options)
{
    var endpoint = new IPEndPoint(options.GetRequiredValue(bind), options.GetRequiredValue(port));
    var folder = options.GetRequiredValue(data);
    try
    {
        folder.Create();
        using var server = new GarnetServer([
            "--port", $"{endpoint.Port}", "--bind", $"{endpoint.Address}",
            // The chat's scripts need Lua, and each must run as one transaction.
            "--lua", "--lua-transaction-mode",
            // Acknowledges a write only when it is in the append-only file, and reads that file at the next start.
            "--aof", "--aof-commit-wait", "--aof-commit-freq", "0", "--recover", "--checkpointdir", folder.FullName,
            // Starts with little memory, because a chat is small, and replaces the append-only file by a checkpoint at 64 MB.
            "--memory", "256m", "--page", "4m", "--index", "8m", "--aof-memory", "64m", "--aof-page-size", "16m", "--aof-size-limit", "64m",
            "--device-type", "RandomAccess", // the native device needs libaio, which a fresh machine lacks
            "--logger-level", "Warning", "-q",
        ]);
        server.Start();
        await Console.Out.WriteLineAsync($"Garnet listens on {endpoint}, data in {folder.FullName}");

        var stop = new TaskCompletionSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await stop.Task;
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }
    catch (Exception error) // the program does nothing else, so any failure means that the server cannot start
    {
        await Console.Error.WriteLineAsync($"Cannot start on {endpoint} with data in {folder.FullName}: {error.Message}");
        return CannotStart;
    }
}

static T? Parse<T>(ArgumentResult result, TryParse<T> tryParse, string expected)
{
    var text = result.Tokens[0].Value;
    if (!tryParse(text, out var value))
    {
        result.AddError($"{((OptionResult)result.Parent!).IdentifierToken?.Value} {text}: expected {expected}.");
    }

    return value;
}

internal delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value);
