using System.Globalization;

namespace ChatAspire.Testing;

/// <summary>The embedded Redis of this solution: Garnet, in ChatAspire.Redis.</summary>
public sealed class GarnetServer : RedisServerBase
{
    /// <inheritdoc />
    public override bool NotifiesBeforeSaving => true;

    /// <inheritdoc />
    protected override ChildProcess Launch() => ChildProcess.Start(
        Repository.Program("ChatAspire.Redis"),
        ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--data", Data]);
}
