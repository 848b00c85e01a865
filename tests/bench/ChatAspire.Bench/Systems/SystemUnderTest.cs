using System.Diagnostics;
using System.Reflection;

namespace ChatAspire.Bench.Systems;

/// <summary>A system to measure: the command of a node, and its dialect.</summary>
/// <param name="Name">Its name in options and reports.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Node">The command of one node, from its number (1, 2), its port and Redis's port.</param>
public sealed record SystemUnderTest(string Name, string Title, Func<int, int, int, ProcessStartInfo> Node)
{
    private const int Retention = 10_000;

    /// <summary>True for our chat, in any form.</summary>
    public bool IsOurs => Name.StartsWith("chataspire", StringComparison.Ordinal);

    /// <summary>All systems: ours first, then the peers, each with its defaults.</summary>
    public static IReadOnlyList<SystemUnderTest> All { get; } =
    [
        new("chataspire", "ChatAspire", (node, port, redis) => Chat(new(NativeChat.Program), node, port, redis)),
        new("chataspire-jit", "ChatAspire on .NET's runtime", (node, port, redis) =>
            Chat(new("dotnet", [Built("ChatAspire.Web", "ChatAspire.Web")]), node, port, redis)),
        new("bun", "Bun, native topics", (_, port, redis) => new(
            Path.Combine(NodePackages.Folder("bun"), "node_modules", "bun", "bin", "bun.exe"),
            ["server.mjs", $"{port}", $"{redis}", $"{Retention}"])
        {
            WorkingDirectory = NodePackages.Folder("bun"),
        }),
        new("socketio", "Socket.IO + Redis adapter", (_, port, redis) => new("node", ["server.mjs", $"{port}", $"{redis}", $"{Retention}"])
        {
            WorkingDirectory = NodePackages.Folder("socketio"),
            Environment = { ["NODE_ENV"] = "production" },
        }),
        new("signalr", "SignalR + Redis backplane", (_, port, redis) => new(
            "dotnet", [Built("tests/bench/peers/signalr", "ChatAspire.Bench.SignalR"), $"{port}", $"{redis}", $"{Retention}"])),
    ];

    /// <summary>The repository's root at build time.</summary>
    public static string Root { get; } = Metadata("Root");

    private static ProcessStartInfo Chat(ProcessStartInfo command, int node, int port, int redis)
    {
        command.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        command.Environment["ConnectionStrings__redis"] = $"127.0.0.1:{redis}";
        command.Environment["Chat__Node"] = $"chat-{node}";
        command.Environment["Chat__Retention"] = $"{Retention}";
        command.Environment["Chat__PostsPerSecond"] = "0"; // all writers share one address
        command.Environment["Chat__MaxReaders"] = "20000";
        command.Environment["Logging__LogLevel__Default"] = "Warning";
        return command;
    }

    private static string Built(string folder, string assembly) =>
        Path.Combine(Root, folder, "bin", Metadata("Configuration"), "net10.0", assembly + ".dll");

    private static string Metadata(string key) => Assembly.GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
