using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Garnet;

// The embedded Redis: Garnet in this process, with its append-only file, so that the chat's history survives it.
//
//   ChatAspire.Redis [--port 6379] [--bind 127.0.0.1] [--data artifacts/redis]

var options = new Dictionary<string, string> { ["--port"] = "6379", ["--bind"] = "127.0.0.1", ["--data"] = "artifacts/redis" };
for (var i = 0; i < args.Length; i += 2)
{
    if (!options.ContainsKey(args[i]) || i + 1 == args.Length)
    {
        return Refuse($"\"{args[i]}\" is not understood; expected {string.Join(" VALUE, ", options.Keys)} VALUE.");
    }

    options[args[i]] = args[i + 1];
}

if (!ushort.TryParse(options["--port"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
{
    return Refuse($"--port is \"{options["--port"]}\"; expected a number from 1 to 65535.");
}

if (!IPAddress.TryParse(options["--bind"], out var address))
{
    return Refuse($"--bind is \"{options["--bind"]}\"; expected an IP address of this machine.");
}

var data = Path.GetFullPath(options["--data"]);
try
{
    Directory.CreateDirectory(data);
    using var server = new GarnetServer([
        "--port", $"{port}", "--bind", $"{address}",
        // What the chat's scripts need: each runs as one transaction.
        "--lua", "--lua-transaction-mode",
        // Every write is on its way to the file before it is acknowledged, and read back at the next start.
        "--aof", "--aof-commit-wait", "--aof-commit-freq", "0", "--recover", "--checkpointdir", data,
        // A chat is small: start small, and replace the file by a checkpoint when it has grown.
        "--memory", "256m", "--page", "4m", "--index", "8m", "--aof-memory", "64m", "--aof-page-size", "16m", "--aof-size-limit", "64m",
        "--device-type", "RandomAccess", // the native device wants libaio, which a fresh machine does not have
        "--logger-level", "Warning", "-q",
    ]);
    server.Start();
    await Console.Out.WriteLineAsync($"Garnet answers on {address}:{port}, data in {data}");

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
catch (Exception error) // whatever keeps the server from starting, it is the one thing to say
{
    return Refuse($"Cannot start on {address}:{port} with data in {data}: {error.Message}");
}

static int Refuse(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
