using System.Security.Cryptography;
using System.Text.Json;

namespace ChatAspire.Provisioner.Lab;

/// <summary>What only the lab's own parts may know. Never in an argument, an environment variable or a log: in files of mode 0400 on the hosts.</summary>
/// <param name="RedisPassword">Of Redis's default user.</param>
/// <param name="DashboardToken">Logs a browser in: <c>/login?t=…</c>.</param>
/// <param name="OtlpKey">What telemetry is sent with, header <c>x-otlp-api-key</c>.</param>
/// <param name="ApiKey">What the dashboard's telemetry is read with, header <c>x-api-key</c>.</param>
public sealed record LabSecrets(string RedisPassword, string DashboardToken, string OtlpKey, string ApiKey)
{
    private const string FileName = "secrets.json";

    /// <summary>New ones, 128 bits each.</summary>
    public static LabSecrets Create() => new(Make(), Make(), Make(), Make());

    /// <summary>The lab's; new ones where none are kept. Writes nothing: <see cref="Keep"/> does.</summary>
    public static LabSecrets Of(LabDirectory directory) =>
        directory.Read(FileName) is { } kept ? JsonSerializer.Deserialize<LabSecrets>(kept)! : Create();

    /// <summary>Keeps them for the next command.</summary>
    /// <returns>Whether none were kept before: this lab begins.</returns>
    public bool Keep(LabDirectory directory)
    {
        if (directory.Read(FileName) is not null)
        {
            return false;
        }

        directory.Write(FileName, JsonSerializer.Serialize(this));
        return true;
    }

    /// <summary>Names nothing secret, so that a record in a log gives nothing away.</summary>
    public override string ToString() => nameof(LabSecrets);

    private static string Make() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
