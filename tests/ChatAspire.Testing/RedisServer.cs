using System.Globalization;

namespace ChatAspire.Testing;

/// <summary>The real redis-server, or another program with its options (valkey-server); every write is on disk before it is acknowledged.</summary>
public sealed class RedisServer(string program = "redis-server") : RedisServerBase
{
    /// <summary>False: nothing is written down, and a restart finds nothing.</summary>
    public bool IsPersistent { get; init; } = true;

    /// <summary>Whether a program of that name is on this machine.</summary>
    public static bool IsInstalled(string program = "redis-server") =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <inheritdoc />
    protected override ChildProcess Launch() => ChildProcess.Start(
        program,
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--bind", "127.0.0.1",
            "--dir", Data,
            "--appendonly", IsPersistent ? "yes" : "no",
            "--appendfsync", "always",
            "--save", "",
        ]);
}
