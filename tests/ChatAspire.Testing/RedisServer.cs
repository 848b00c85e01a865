using System.Globalization;

namespace ChatAspire.Testing;

/// <summary>
/// The real redis-server, or a program with the same options (valkey-server). Every write is on disk before it is acknowledged.
/// </summary>
public sealed class RedisServer(string program = "redis-server") : RedisServerBase
{
    /// <summary>False keeps the data in memory only, so that a restart loses it.</summary>
    public bool IsPersistent { get; init; } = true;

    /// <summary>Further options, such as <c>--user</c> or <c>--cluster-enabled yes</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>True when a program of that name is on the PATH.</summary>
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
            .. Options,
        ]);
}
